/** Whether a pattern of IAM matches more than itself: `*` any text, `?` any character. */
export function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(literal(pattern));
}

/**
 * Takes policy variables out of a pattern. `${*}`, `${?}` and `${$}` stand for these characters themselves, and
 * `${aws:username}` for one text that AWS fills in. A default within a variable is left in: it may hold a wildcard.
 */
function literal(pattern: string): string {
  return pattern.replaceAll(/\$\{(?:[*?$]|[^{}*?,']+)\}/g, "_");
}

/** One place where a wildcard stays inside a resource that is named in full. */
export interface InsideResource {
  /** Service as the ARN spells it. */
  service: string;
  /** An example of what is accepted, for people. */
  example: string;
  /** Why this is one resource. */
  why: string;
  /** What the resource part must start with before its first wildcard. */
  before: RegExp;
  /** What must follow, first wildcard included. Default: anything, since it only narrows. */
  after?: RegExp;
}

/** Where wildcards are accepted in a Resource. Everything else with a wildcard is a finding. */
export const insideResources: readonly InsideResource[] = [
  {
    service: "s3",
    example: "arn:aws:s3:::bucket/profiles/*",
    why: "Objects have no ARN before they exist; bucket and first folder are named. The whole bucket is a finding.",
    before: /^[^/]+(?:\/[^/]+)+\/$/,
  },
  {
    service: "logs",
    example: "arn:aws:logs:us-east-1:123456789012:log-group:name:*",
    why: "The streams of one log group; their names are made by the service that writes.",
    before: /^log-group:[^:]+:(?:log-stream:)?$/,
  },
  {
    service: "dynamodb",
    example: "arn:aws:dynamodb:us-east-1:123456789012:table/name/index/*",
    why: "The indexes, or the streams, of one table.",
    before: /^table\/[^/]+\/(?:index|stream)\/$/,
  },
  {
    service: "lambda",
    example: "arn:aws:lambda:us-east-1:123456789012:function:name:*",
    why: "The versions and aliases of one function.",
    before: /^function:[^:]+:$/,
  },
  {
    service: "states",
    example: "arn:aws:states:us-east-1:123456789012:execution:machine:*",
    why: "The executions of one state machine.",
    before: /^execution:[^:]+:$/,
  },
  {
    service: "execute-api",
    example: "arn:aws:execute-api:us-east-1:123456789012:apiid/stage/*",
    why: "The routes of one stage of one API.",
    before: /^[^/]+\/[^/]+\/(?:[^/]+\/)*$/,
  },
  {
    service: "secretsmanager",
    example: "arn:aws:secretsmanager:us-east-1:123456789012:secret:name-??????",
    why: "Secrets Manager adds six random characters to the name of a secret; six `?` match nothing longer.",
    before: /^secret:.+-$/,
    after: /^\?{6}$/,
  },
];

/**
 * Where a Resource is wider than one named resource, as words that follow "a wildcard in", e.g. `its account`.
 * Undefined where it has no wildcard, or one inside a named resource ({@link insideResources}).
 */
export function wildcardPlace(resource: string): string | undefined {
  const text = literal(resource);
  if (!/[*?]/.test(text)) return undefined;
  const [scheme = "", partition = "", service = "", region = "", account = "", ...rest] = text.split(":");
  if (scheme !== "arn" || rest.length === 0) return "what should be an ARN";
  const head = { partition, service, region, account };
  const wide = Object.entries(head).filter(([, part]) => /[*?]/.test(part));
  if (wide.length > 0) return `its ${wide.map(([name]) => name).join(", ")}`;
  const name = rest.join(":");
  const at = name.search(/[*?]/);
  const accepted = insideResources.some(
    (inside) =>
      inside.service === service &&
      inside.before.test(name.slice(0, at)) &&
      (inside.after?.test(name.slice(at)) ?? true),
  );
  return accepted ? undefined : "the name of the resource";
}
