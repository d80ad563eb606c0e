import type { Value } from "./plain";

/** How one input property behaves. */
export interface Property {
  /**
   * A change replaces the resource, as with the official provider (`ForceNew`). Where only some changes do, a function
   * decides; it gets `undefined` for an absent value and is not called while a value is unknown.
   */
  replace?: true | ((old: Value | undefined, next: Value | undefined) => boolean);
  /** The service's default. Equal to an absent value. */
  default?: Value;
  /** Secret in the state even if the program does not mark it. */
  secret?: true;
  /** A JSON document in a string: compared by content. */
  json?: true;
  /** A list whose order does not matter. */
  set?: true;
  /** Not returned by the service on read: kept from the last inputs. */
  writeOnly?: true;
  /** The property must be present. */
  required?: true;
  /** An object whose presence matters even when it is empty: `{ block: {} }`. */
  marker?: true;
  /**
   * An absent value becomes `<resource name>-<7 hex digits>`, as with the official provider; `suffix` is appended
   * when the boolean property `when` is true (FIFO queues and topics), `prefix` is always prepended.
   */
  autoname?: true | { suffix: string; when: string } | { prefix: string };
  /**
   * The properties of the object, or of each object in the list. Any other property is an error. Without this field
   * any content is accepted (tags, environment variables).
   */
  of?: Record<string, Property>;
}
