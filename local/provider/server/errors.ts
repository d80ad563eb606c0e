import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { UserError } from "../../../common/errors";
import { tokenParts } from "../resources/registry";
import type { Properties, WireFiles } from "../properties/values";
import { encode } from "../properties/values";

/** A resource that exists but is incomplete, as reported to the engine. */
export interface HalfMade {
  id: string;
  outputs: Properties;
  inputs: Properties;
  reasons: readonly string[];
  wireFiles?: WireFiles;
}

/** An error for the user: says what happened and what to do, and is shown without a stack trace. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";

  constructor(
    message: string,
    readonly halfMade?: HalfMade,
  ) {
    super(message);
  }
}

/** The message without a stack trace. For a service's error: `<name>: <message>`. */
export function reasonOf(error: unknown, endpoint: string | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if (isUnreachable(error)) {
    return `the local cloud does not answer at ${endpoint ?? "its endpoint"}; start it with \`npm start\``;
  }
  if (error instanceof UserError) return `${error.message}; ${error.remedy}`;
  return isServiceError(error) ? `${error.name}: ${error.message}` : error.message;
}

/** Whether this is one of the service's not-found errors. */
export function isNotFound(error: unknown, names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

function isUnreachable(error: Error): boolean {
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return causes.some((cause) => cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED");
}

/** Whether a service responded with this error. */
const isServiceError = (error: Error): boolean => "$fault" in error || "$metadata" in error;

/** Prefixes an error with its resource: `Table users: ResourceInUseException: Table already exists`. */
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

/** The error for the engine, with an incomplete resource, so that the engine records it. */
export function toServiceError(error: unknown): ServiceError {
  const message = error instanceof Error ? error.message : String(error);
  const metadata = new Metadata();
  if (error instanceof ProviderError && error.halfMade !== undefined) {
    metadata.set(
      "grpc-status-details-bin",
      Buffer.from(statusWith(message, error.halfMade).serializeBinary()),
    );
  }
  // UNKNOWN would mean that the provider does not know whether the resource exists.
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
