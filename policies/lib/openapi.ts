import { isPlainObject, type Plain, type PlainObject } from "./plain";

/** One operation of an OpenAPI document. */
export interface DocumentOperation {
  /** Upper case; `ANY` for the catch-all method of API Gateway. */
  method: string;
  path: string;
  operation: PlainObject;
}

const methods: Readonly<Record<string, string>> = {
  get: "GET",
  put: "PUT",
  post: "POST",
  delete: "DELETE",
  options: "OPTIONS",
  head: "HEAD",
  patch: "PATCH",
  trace: "TRACE",
  "x-amazon-apigateway-any-method": "ANY",
};

/** The operations of an OpenAPI document, in document order. */
export function operationsOf(document: PlainObject): DocumentOperation[] {
  return entries(document["paths"]).flatMap(([path, item]) =>
    entries(item).flatMap(([key, operation]) => {
      const method = methods[key.toLowerCase()];
      return method !== undefined && isPlainObject(operation) ? [{ method, path, operation }] : [];
    }),
  );
}

function entries(value: Plain | undefined): [string, Plain][] {
  return isPlainObject(value) ? Object.entries(value) : [];
}
