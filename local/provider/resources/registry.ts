import { resourceTypes } from ".";
import type { Property, ResourceType } from "./resource";

const byToken = new Map(resourceTypes.map((type) => [type.token, type]));

/** Parts of a token such as `aws:dynamodb/table:Table`. */
export interface TokenParts {
  /** e.g. `dynamodb`. */
  module: string;
  /** e.g. `Table`. */
  name: string;
}

/** Splits a type or function token. */
export function tokenParts(token: string): TokenParts {
  const [, path = "", name = token] = token.split(":");
  return { module: path.split("/")[0] ?? path, name };
}

/** The file or folder to extend for a type or function. */
export function fileOf(token: string): string {
  const { module } = tokenParts(token);
  return module === "index" ? "local/provider/server/invoke.ts" : `local/provider/resources/${module}/`;
}

/** The type of that token; `undefined` when it is not served. */
export function findType(token: string): ResourceType | undefined {
  return byToken.get(token);
}

/** The error for a type that is not served. */
export function unknownTypeMessage(token: string): string {
  return `the local cloud does not serve ${token} yet; add it to ${fileOf(token)}`;
}

/**
 * The type of that token.
 * @throws when it is not served, naming where to add it.
 */
export function getType(token: string): ResourceType {
  const type = findType(token);
  if (type === undefined) throw new Error(unknownTypeMessage(token));
  return type;
}

/** Modules of global resources, which have no `region` property. */
const globalModules = new Set(["iam", "cloudfront", "budgets", "route53", "organizations"]);

/** Global types of modules whose other types are regional. */
const globalTypes = new Set(["aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"]);

/** Whether the type is regional. */
export const isRegional = ({ token }: ResourceType): boolean =>
  !globalModules.has(tokenParts(token).module) && !globalTypes.has(token);

/**
 * A property of the type, `region` included, which every regional type has; `undefined` when it is not served.
 * @param region of the stack, the default for that of the resource.
 */
export function propertyOf(type: ResourceType, name: string, region = ""): Property | undefined {
  const own = type.properties[name];
  return own ?? (name === "region" && isRegional(type) ? { replace: true, default: region } : undefined);
}
