import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { UserError } from "../../../common/errors";
import { tokenParts } from "../resources/registry";
import type { Properties, WireFiles } from "../properties/values";
import { encode } from "../properties/values";

/** A resource that exists but is not what was asked, as the engine is told of it. */
export interface HalfMade {
  id: string;
  outputs: Properties;
  inputs: Properties;
  reasons: readonly string[];
  wireFiles?: WireFiles;
}

/** An error whose text is for the user: it names what happened and what to do, and has no stack. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";

  constructor(
    message: string,
    readonly halfMade?: HalfMade,
  ) {
    super(message);
  }
}

/** What the error says, without stack. A service's error comes as `<name>: <message>`. */
export function reasonOf(error: unknown, endpoint: string | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if (isUnreachable(error)) {
    return `the local cloud does not answer at ${endpoint ?? "its endpoint"}; start it with \`npm start\``;
  }
  if (error instanceof UserError) return `${error.message}; ${error.remedy}`;
  return isServiceError(error) ? `${error.name}: ${error.message}` : error.message;
}

/** Whether the service says by this error that the resource does not exist. */
export function isNotFound(error: unknown, names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

function isUnreachable(error: Error): boolean {
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return causes.some((cause) => cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED");
}

/** An error that the SDK made of a service's answer. */
const isServiceError = (error: Error): boolean => "$fault" in error || "$metadata" in error;

/** Puts the resource before an error: `Table users: ResourceInUseException: Table already exists`. */
export function resourceError(error: unknown, urn: string, endpoint: string | undefined): ProviderError {
  if (error instanceof ProviderError) return error;
  const parts = urn.split("::");
  const { name } = tokenParts((parts[2] ?? "").split("$").at(-1) ?? "");
  const reason = reasonOf(error, endpoint);
  const defect = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return new ProviderError(
    `${name} ${parts.slice(3).join("::")}: ${defect ? `defect of the provider: ${error.stack}` : reason}`,
  );
}

/** The error as the engine takes it. A half-made resource goes along, so that the state stays true. */
export function toServiceError(error: unknown): ServiceError {
  const message = error instanceof Error ? error.message : String(error);
  const metadata = new Metadata();
  if (error instanceof ProviderError && error.halfMade !== undefined) {
    metadata.set(
      "grpc-status-details-bin",
      Buffer.from(statusWith(message, error.halfMade).serializeBinary()),
    );
  }
  // Unlike UNKNOWN, this tells the engine that the provider knows what became of the resource.
  const code = status.FAILED_PRECONDITION;
  return Object.assign(new Error(message), { code, details: message, metadata });
}

function statusWith(message: string, { id, outputs, inputs, reasons, wireFiles }: HalfMade): Status {
  const detail = new ErrorResourceInitFailed()
    .setId(id)
    .setProperties(encode(outputs, wireFiles))
    .setInputs(encode(inputs, wireFiles))
    .setReasonsList([...reasons]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  return new Status().setCode(status.FAILED_PRECONDITION).setMessage(message).setDetailsList([any]);
}
