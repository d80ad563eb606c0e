import type { Clients } from "../clients/connect";
import type { Values } from "../properties/plain";
import type { Property } from "../properties/property";

export { Archive, Asset, type Value, type Values } from "../properties/plain";
export type { Property } from "../properties/property";

/** A resource after it was created, updated or read. */
export interface State {
  /** The provider's id, as with the official provider (for `pulumi import`). */
  id: string;
  /** Inputs as the service returns them now. */
  inputs: Values;
  /** Outputs beside the inputs: `arn`, `invokeUrl`, … */
  outputs: Values;
}

/** The context of every operation. */
export interface Context {
  clients: Clients;
  /** Region of the resource, e.g. `us-east-1`. Default: that of the stack. */
  region: string;
  /** Account of the stack, e.g. `000000000000`. */
  accountId: string;
  /** Aborted when the engine cancels. Operations that wait must stop then. */
  signal: AbortSignal;
  /** Shows a warning at the resource. */
  warn: (message: string) => void;
}

/** One resource type. The provider does check, diff, preview, secrets and errors for all of them. */
export interface ResourceType {
  /** e.g. `aws:dynamodb/table:Table`. */
  token: string;
  /** The input properties. Any other property is an error that names where to add it. */
  properties: Record<string, Property>;
  /** Outputs that no update changes (e.g. `arn`). All others are unknown in the preview of an update. */
  stable: readonly string[];
  /** Further outputs that do not change if only these properties do. Default: none. */
  stableWhile?(changed: ReadonlySet<string>): readonly string[];
  /** Outputs that are always secret, in addition to properties with `secret`. Default: none. */
  secretOutputs?: readonly string[];
  /**
   * Properties that identify a resource of this type. A replacement that changes none of them must delete first.
   * Default: `name`, if the type has it.
   */
  identity?: readonly string[];
  /** Further validation before anything is created: one sentence for each mistake. Unknown values are left out. */
  check?(inputs: Values): readonly string[];
  /** Creates the resource. Throws {@link PartialFailure} when it exists but is incomplete. */
  create(inputs: Values, context: Context): Promise<State>;
  /** Reads the resource; `undefined` when it does not exist. `last` are the last known inputs (absent on import). */
  read(id: string, context: Context, last: Values | undefined): Promise<State | undefined>;
  /** Updates the resource from `old` to `next`; `changed` are the top-level properties that differ. */
  update(
    id: string,
    old: Values,
    next: Values,
    changed: ReadonlySet<string>,
    context: Context,
  ): Promise<State>;
  /** Deletes the resource. A not-found error of the service counts as success. */
  delete(id: string, inputs: Values, context: Context): Promise<void>;
  /**
   * The id of the resource with these inputs, if it exists: finds what an interrupted `up` created but did not record.
   */
  locate(inputs: Values, context: Context): Promise<string | undefined>;
  /** The service's not-found errors, e.g. `ResourceNotFoundException`. */
  notFound: readonly string[];
}

/** Thrown by create or update when the resource exists but is incomplete: it is recorded, and the step fails. */
export class PartialFailure extends Error {
  constructor(
    readonly state: State,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}
