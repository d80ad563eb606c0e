import type { Clients } from "./clients";

/** A plain property value as the program gave it: secrets unwrapped, never unknown. */
export type Value = string | number | boolean | null | Asset | Archive | Value[] | { [key: string]: Value };

/** Inputs or outputs of a resource by Pulumi property name (camel case, as in the provider's schema). */
export type Values = Record<string, Value>;

/** A file given as a Pulumi asset, with its bytes. */
export class Asset {
  constructor(
    readonly hash: string,
    readonly bytes: Buffer,
  ) {}
}

/** A folder given as a Pulumi archive: files by path. */
export class Archive {
  constructor(
    readonly hash: string,
    readonly files: ReadonlyMap<string, Buffer>,
  ) {}
}

/** How one input property behaves. */
export interface Property {
  /**
   * A change of it replaces the resource, as with the official provider (`ForceNew`). A function decides where only
   * some changes do; it is given `undefined` for an absent value and is not asked while a value is unknown.
   */
  replace?: true | ((old: Value | undefined, next: Value | undefined) => boolean);
  /** What the service assumes when the program does not say. Taken as equal to an absent value. */
  default?: Value;
  /** Its value is a secret in the state even where the program did not mark it. */
  secret?: true;
  /** A JSON document in a string: compared by content, not by spelling. */
  json?: true;
  /** A list whose order means nothing. */
  set?: true;
  /** Known to the official provider, but not told by the service when read: kept from the last inputs. */
  writeOnly?: true;
  /** The property must be present. */
  required?: true;
  /** An object that says something by its presence, even when it is empty: `{ block: {} }`. */
  marker?: true;
  /**
   * An absent value becomes `<resource name>-<7 hex digits>`, as with the official provider; `suffix` is appended
   * when the boolean property `when` is true (FIFO queues and topics), `prefix` always stands before it.
   */
  autoname?: true | { suffix: string; when: string } | { prefix: string };
  /**
   * The properties of the object, or of each object in the list. Another one in the program is an error. Without
   * it the content is free (tags, environment variables).
   */
  of?: Record<string, Property>;
}

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
