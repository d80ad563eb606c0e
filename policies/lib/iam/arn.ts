/** Whether an IAM pattern contains a wildcard: `*` matches any text, `?` any character. */
export function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(literal(pattern));
}

/**
 * Removes policy variables from a pattern. `${*}`, `${?}` and `${$}` are these characters themselves, and
 * `${aws:username}` is one text that AWS fills in. A default value in a variable stays: it may contain a wildcard.
 */
export function literal(pattern: string): string {
  return pattern.replaceAll(/\$\{(?:[*?$]|[^{}*?,']+)\}/g, "_");
}

/** Whether an IAM pattern matches a text. */
export function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}

/** An accepted wildcard: it follows the full name of a resource. */
export interface InsideResource {
  /** Service as the ARN spells it. */
  service: string;
  /** An example for the documentation. */
  example: string;
  /** Why the wildcard stays within one resource. */
  why: string;
  /** What must come before the first wildcard in the resource part. */
  before: RegExp;
  /** What must follow, including the first wildcard. Default: anything. */
  after?: RegExp;
  /** Whether the ARN has neither region nor account. Default: it has both. */
  global?: boolean;
}

const place = "us-east-1:123456789012";

/** Accepted wildcards in a Resource. Any other wildcard is a finding. */
export const insideResources: readonly InsideResource[] = [
  {
    service: "s3",
    example: "arn:aws:s3:::bucket/profiles/*",
    why: "The objects of one folder; their names are not known beforehand. A whole bucket is a finding.",
    before: /^[^/]+(?:\/[^/]+)+\/$/,
    global: true,
  },
  {
    service: "s3",
    example: `arn:aws:s3:${place}:accesspoint/name/object/profiles/*`,
    why: "The same through an access point.",
    before: /^accesspoint\/[^/]+\/object(?:\/[^/]+)+\/$/,
  },
  {
    service: "logs",
    example: `arn:aws:logs:${place}:log-group:name:*`,
    why: "The streams of one log group; the writing service chooses their names.",
    before: /^log-group:[^:]+:(?:log-stream:)?$/,
  },
  {
    service: "dynamodb",
    example: `arn:aws:dynamodb:${place}:table/name/index/*`,
    why: "The indexes, or the streams, of one table.",
    before: /^table\/[^/]+\/(?:index|stream)\/$/,
  },
  {
    service: "kinesis",
    example: `arn:aws:kinesis:${place}:stream/name/consumer/*`,
    why: "The consumers of one stream.",
    before: /^stream\/[^/]+\/consumer\/(?:[^/:]+:)?$/,
  },
  {
    service: "lambda",
    example: `arn:aws:lambda:${place}:function:name:*`,
    why: "The versions and aliases of one function.",
    before: /^function:[^:]+:$/,
  },
  {
    service: "states",
    example: `arn:aws:states:${place}:execution:machine:*`,
    why: "The executions, or the versions and aliases, of one state machine.",
    before: /^(?:execution|express|stateMachine):[^:]+:(?:[^:]+:)?$/,
  },
  {
    service: "events",
    example: `arn:aws:events:${place}:rule/bus/*`,
    why: "The rules of one event bus.",
    before: /^rule\/[^/]+\/$/,
  },
  {
    service: "scheduler",
    example: `arn:aws:scheduler:${place}:schedule/group/*`,
    why: "The schedules of one group.",
    before: /^schedule\/[^/]+\/$/,
  },
  {
    service: "glue",
    example: `arn:aws:glue:${place}:table/database/*`,
    why: "The tables of one database.",
    before: /^table\/[^/]+\/$/,
  },
  {
    service: "cassandra",
    example: `arn:aws:cassandra:${place}:/keyspace/name/table/*`,
    why: "The tables of one keyspace.",
    before: /^\/keyspace\/[^/]+\/table\/$/,
  },
  {
    service: "ecs",
    example: `arn:aws:ecs:${place}:task/cluster/*`,
    why: "The tasks, services or container instances of one cluster.",
    before: /^(?:task|service|container-instance)\/[^/]+\/$/,
  },
  {
    service: "execute-api",
    example: `arn:aws:execute-api:${place}:apiid/stage/GET/*`,
    why: "The routes of one stage of one API, of all methods or of one.",
    before: /^[^/]+\/[^/]+\/(?:[^/]+\/)*$/,
  },
  {
    service: "ssm",
    example: `arn:aws:ssm:${place}:parameter/app/*`,
    why: "The parameters below one path.",
    before: /^parameter(?:\/[^/]+)+\/$/,
  },
  {
    service: "secretsmanager",
    example: `arn:aws:secretsmanager:${place}:secret:name-??????`,
    why: "Secrets Manager adds six random characters to the name of a secret. Six `?` match nothing longer.",
    before: /^secret:.+-$/,
    after: /^\?{6}$/,
  },
];

/**
 * The part of a Resource with a wildcard, as words that follow "a wildcard in", e.g. `its account`. Undefined if it has no
 * wildcard, or an accepted one ({@link insideResources}).
 */
export function wildcardPlace(resource: string): string | undefined {
  const text = literal(resource);
  if (!/[*?]/.test(text)) return undefined;
  const [scheme = "", partition = "", service = "", region = "", account = "", ...rest] = text.split(":");
  if (scheme !== "arn" || rest.length === 0) return "a value that is not an ARN";
  const head = { partition, service, region, account };
  const wide = Object.entries(head).filter(([, part]) => /[*?]/.test(part));
  if (wide.length > 0) return `its ${wide.map(([name]) => name).join(", ")}`;
  const name = rest.join(":");
  const at = name.search(/[*?]/);
  const isGlobal = region === "" && account === "";
  const accepted = insideResources.some(
    (inside) =>
      inside.service === service &&
      (inside.global ?? false) === isGlobal &&
      inside.before.test(name.slice(0, at)) &&
      (inside.after?.test(name.slice(at)) ?? true),
  );
  return accepted ? undefined : "the name of the resource";
}
