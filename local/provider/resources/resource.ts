import type { Clients } from "../clients/clients";
import type { Values } from "../properties/plain";
import type { Property } from "../properties/property";

export { Archive, Asset, type Value, type Values } from "../properties/plain";
export type { Property } from "../properties/property";

/** What a resource is after it was made, changed or read. */
export interface State {
  /** The provider's id, the same that the official provider uses (for `pulumi import`). */
  id: string;
  /** Inputs as the service now tells them. */
  inputs: Values;
  /** Outputs beside the inputs: `arn`, `invokeUrl`, … */
  outputs: Values;
}

/** What every operation is given. */
export interface Context {
  clients: Clients;
  /** Region of the resource: its own where the program gives it one, else that of the stack, e.g. `us-east-1`. */
  region: string;
  /** Account of the stack, e.g. `000000000000`. */
  accountId: string;
  /** Aborted when the engine cancels. Handlers that wait must heed it. */
  signal: AbortSignal;
  /** Tells the user something that the step does not fail for, at the resource. */
  warn: (message: string) => void;
}

/** One resource type: a small table entry. The framework does check, diff, preview, secrets, retry and errors. */
export interface ResourceType {
  /** e.g. `aws:dynamodb/table:Table`. */
  token: string;
  /** Every input property that is known. Another one in the program is an error that names this file. */
  properties: Record<string, Property>;
  /** Output names that keep their value over any update (e.g. `arn`); others are unknown while an update is previewed. */
  stable: readonly string[];
  /** Further outputs that keep their value while only these properties change. Default: none. */
  stableWhile?(changed: ReadonlySet<string>): readonly string[];
  /** Outputs that are secret whatever the program marked, beside properties with `secret`. Default: none. */
  secretOutputs?: readonly string[];
  /**
   * Properties by which the service tells resources of this type apart. A replacement that leaves all of them as
   * they are must delete first. Default: `name`, where the type has it.
   */
  identity?: readonly string[];
  /** Further mistakes that can be told before anything is made, one sentence each. Unknown values are left out. */
  check?(inputs: Values): readonly string[];
  /** Makes the resource. Throws {@link PartialFailure} when it exists but is not whole. */
  create(inputs: Values, context: Context): Promise<State>;
  /** Reads the resource; `undefined` when it does not exist. `last` are the last known inputs (absent on import). */
  read(id: string, context: Context, last: Values | undefined): Promise<State | undefined>;
  /** Brings the resource from `old` to `next`; `changed` are the top-level properties that differ. */
  update(
    id: string,
    old: Values,
    next: Values,
    changed: ReadonlySet<string>,
    context: Context,
  ): Promise<State>;
  /** Removes the resource. One that is gone already is not an error (the framework also swallows not-found). */
  delete(id: string, inputs: Values, context: Context): Promise<void>;
  /**
   * The id of a resource that these inputs would have made, if it exists: finds what an interrupted `up`
   * made without having noted it.
   */
  locate(inputs: Values, context: Context): Promise<string | undefined>;
  /** Errors of the service by which it says that the resource does not exist, e.g. `ResourceNotFoundException`. */
  notFound: readonly string[];
}

/** Thrown by create or update when the resource exists but is not what was asked: the state keeps it, the step fails. */
export class PartialFailure extends Error {
  constructor(
    readonly state: State,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}
