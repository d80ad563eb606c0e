/** For numbers beyond a double in the JSON of a request (bigint, NumericValue). No service in use takes them. */
export class JsonReplacer {
  constructor() {
    throw new Error("bigint is not part of this bundle's JSON");
  }
}
