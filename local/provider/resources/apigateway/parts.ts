/**
 * The parts of a REST API by natural keys: names, types, paths. Without ids, so that those of a document and existing
 * ones can be compared.
 */
export interface ApiParts {
  /** Paths of all resources but the root, e.g. `/users/{userId}`, parents before children. */
  paths: string[];
  /** By `<METHOD> <path>`, e.g. `GET /users/{userId}`. */
  methods: Record<string, MethodPart>;
  /** By name. */
  models: Record<string, ModelPart>;
  /** By name. */
  validators: Record<string, ValidatorPart>;
  /** By name. */
  authorizers: Record<string, AuthorizerPart>;
  /** Customized ones by type, e.g. `DEFAULT_4XX`. */
  gatewayResponses: Record<string, GatewayResponsePart>;
}

/** A method with its responses and its integration. */
export interface MethodPart {
  authorizationType: string;
  /** Name of the authorizer. */
  authorizer?: string | undefined;
  authorizationScopes: string[];
  apiKeyRequired: boolean;
  operationName?: string | undefined;
  /** Whether each is required, by e.g. `method.request.path.userId`. */
  requestParameters: Record<string, boolean>;
  /** Model name by content type. */
  requestModels: Record<string, string>;
  /** Name of the request validator. */
  validator?: string | undefined;
  /** By status code. */
  responses: Record<string, MethodResponsePart>;
  integration?: IntegrationPart | undefined;
}

/** A method's response with one status code. */
export interface MethodResponsePart {
  responseParameters: Record<string, boolean>;
  responseModels: Record<string, string>;
}

/** The backend of a method. */
export interface IntegrationPart {
  type: string;
  httpMethod?: string | undefined;
  uri?: string | undefined;
  credentials?: string | undefined;
  connectionType: string;
  requestParameters: Record<string, string>;
  requestTemplates: Record<string, string>;
  passthroughBehavior: string;
  /** Milliseconds. */
  timeoutInMillis: number;
  cacheKeyParameters: string[];
  contentHandling?: string | undefined;
  /** By status code. */
  responses: Record<string, IntegrationResponsePart>;
}

/** Maps an integration's response to the method's. */
export interface IntegrationResponsePart {
  /** Empty: the default. */
  selectionPattern?: string | undefined;
  responseParameters: Record<string, string>;
  responseTemplates: Record<string, string>;
  contentHandling?: string | undefined;
}

/** A schema for bodies. */
export interface ModelPart {
  contentType: string;
  description?: string | undefined;
  /** JSON Schema draft 4; references name models by URL. */
  schema: unknown;
}

/** What is validated before the integration. */
export interface ValidatorPart {
  validateRequestBody: boolean;
  validateRequestParameters: boolean;
}

/** An authorizer. */
export interface AuthorizerPart {
  type: string;
  authType?: string | undefined;
  authorizerUri?: string | undefined;
  authorizerCredentials?: string | undefined;
  identitySource?: string | undefined;
  identityValidationExpression?: string | undefined;
  /** Seconds. */
  authorizerResultTtlInSeconds: number;
  providerARNs: string[];
}

/** An error response of the gateway itself. */
export interface GatewayResponsePart {
  /** Default: that of its type. */
  statusCode?: string | undefined;
  responseParameters: Record<string, string>;
  responseTemplates: Record<string, string>;
}

/** The kinds of named parts, with the word for a difference. */
export const partKinds = {
  validators: "request validator",
  models: "model",
  authorizers: "authorizer",
  gatewayResponses: "gateway response",
  methods: "method",
} as const;

/** A kind of named parts. */
export type PartKind = keyof typeof partKinds;

/** A text that is equal for equal parts: keys sorted; empty and absent values left out. */
export function canonicalPart(part: unknown): string {
  return JSON.stringify(sorted(part) ?? null);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value === "" || value === null ? undefined : value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, sorted(item)] as const)
    .filter(([, item]) => item !== undefined && !isEmpty(item))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** Changes in one kind of parts: names to create or update, and names to delete. */
export interface PartChanges {
  put: string[];
  remove: string[];
}

/** The changes from `live` to `wanted`. `merge` keeps extra parts. */
export function partChanges(kind: PartKind, wanted: ApiParts, live: ApiParts, merge: boolean): PartChanges {
  const [asked, there]: Record<string, unknown>[] = [wanted[kind], live[kind]];
  return {
    put: Object.keys(asked ?? {}).filter((name) => !isSame(kind, asked?.[name], there?.[name])),
    remove: merge ? [] : Object.keys(there ?? {}).filter((name) => asked?.[name] === undefined),
  };
}

function isSame(kind: PartKind, wanted: unknown, live: unknown): boolean {
  if (live === undefined) return false;
  if (kind === "gatewayResponses") {
    // The default status code is that of the type.
    const { statusCode } = live as GatewayResponsePart;
    return canonicalPart({ statusCode, ...withoutAbsent(wanted as object) }) === canonicalPart(live);
  }
  return canonicalPart(wanted) === canonicalPart(live);
}

const withoutAbsent = (part: object): object =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));

/** The differences between `live` and `wanted`, one line each. */
export function differences(wanted: ApiParts, live: ApiParts, merge: boolean): string[] {
  const lines: string[] = [];
  for (const kind of Object.keys(partKinds) as PartKind[]) {
    const { put, remove } = partChanges(kind, wanted, live, merge);
    for (const name of put)
      lines.push(`${partKinds[kind]} ${name} is ${name in live[kind] ? "different" : "missing"}`);
    for (const name of remove) lines.push(`${partKinds[kind]} ${name} is not of this document`);
  }
  for (const path of wanted.paths) if (!live.paths.includes(path)) lines.push(`resource ${path} is missing`);
  if (!merge) {
    for (const path of live.paths)
      if (!wanted.paths.includes(path)) lines.push(`resource ${path} is not of this document`);
  }
  return lines;
}
