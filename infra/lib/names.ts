/** The project's name: first part of every physical name, and a tag. */
export const project = "sjc1990app";

/** Where a stack lives: what a name or an ARN is made of. */
export interface Place {
  /** e.g. `dev`. */
  stage: string;
  /** e.g. `us-east-1`. */
  region: string;
  /** Twelve digits. */
  accountId: string;
}

/** Longest name that every service in use accepts: IAM roles and Lambda functions end at 64 characters. */
const NAME_MAX = 64;

/**
 * The physical name of a thing: `sjc1990app-<thing>-<stage>`.
 * @throws Error when it is longer than AWS takes or has other characters than a-z, 0-9 and hyphens.
 */
export function physicalName(thing: string, place: Pick<Place, "stage">): string {
  const name = `${project}-${thing}-${place.stage}`;
  if (name.length > NAME_MAX)
    throw new Error(
      `the name ${name} has ${String(name.length)} characters, at most ${String(NAME_MAX)} fit`,
    );
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`the name ${name} may hold a-z, 0-9 and hyphens only`);
  return name;
}

/** The path of a parameter: `/sjc1990app/<stage>/<thing>`. */
export function parameterName(thing: string, place: Pick<Place, "stage">): string {
  return `/${project}/${place.stage}/${thing}`;
}

/**
 * The name of a bucket: `sjc1990app-<thing>-<stage>-<account>`, as all accounts share one space of names.
 * @throws Error when it is longer than the 63 characters that S3 takes.
 */
export function bucketName(thing: string, place: Pick<Place, "stage" | "accountId">): string {
  const name = `${physicalName(thing, place)}-${place.accountId}`;
  if (name.length > 63) throw new Error(`the bucket name ${name} is longer than 63 characters`);
  return name;
}

/** The URL by which SQS knows a queue. */
export function queueUrl(name: string, { region, accountId }: Place): string {
  return `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
}

/** ARNs from names alone, so that a policy document is known before anything exists. */
export function arns(place: Place) {
  const regional = (service: string, rest: string): string =>
    `arn:aws:${service}:${place.region}:${place.accountId}:${rest}`;
  return {
    table: (name: string): string => regional("dynamodb", `table/${name}`),
    tableIndex: (name: string, index: string): string => regional("dynamodb", `table/${name}/index/${index}`),
    /** The streams that a table has and had: the name of each is a time that DynamoDB chooses. */
    tableStreams: (name: string): string => regional("dynamodb", `table/${name}/stream/*`),
    queue: (name: string): string => regional("sqs", name),
    /** S3 has neither region nor account in it. @param key of an object, or a prefix and `*`; else the bucket. */
    bucket: (name: string, key?: string): string =>
      `arn:aws:s3:::${name}${key === undefined ? "" : `/${key}`}`,
    /** Every distribution of the account: the id of each is CloudFront's choice. */
    distributions: (): string => `arn:aws:cloudfront::${place.accountId}:distribution/*`,
    function: (name: string, alias?: string): string =>
      regional("lambda", `function:${name}${alias === undefined ? "" : `:${alias}`}`),
    logGroup: (name: string): string => regional("logs", `log-group:${name}`),
    parameter: (name: string): string => regional("ssm", `parameter${name}`),
    /** IAM has no region. */
    role: (name: string): string => `arn:aws:iam::${place.accountId}:role/${name}`,
    policy: (name: string): string => `arn:aws:iam::${place.accountId}:policy/${name}`,
    topic: (name: string): string => regional("sns", name),
    eventBus: (name: string): string => regional("events", `event-bus/${name}`),
    /** A rule on the default bus. */
    eventRule: (name: string): string => regional("events", `rule/${name}`),
    /** The URI by which API Gateway invokes a function. */
    invocationUri: (functionArn: string): string =>
      `arn:aws:apigateway:${place.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
  };
}
