import type { Value } from "./plain";

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
