/** Name of the project: prefix of every physical name, and a tag. */
export const project = "sjc1990app";

/** The stage, region and account of a stack: the parts of names and ARNs. */
export interface Place {
  /** e.g. `dev`. */
  stage: string;
  /** e.g. `us-east-1`. */
  region: string;
  /** Twelve digits. */
  accountId: string;
}

/** Maximum length of IAM role and Lambda function names, the shortest limit of the services in use. */
const NAME_MAX = 64;

/**
 * A physical name: `sjc1990app-<thing>-<stage>`.
 * @throws Error if it is too long, or has characters other than a-z, 0-9 and hyphens.
 */
export function physicalName(thing: string, place: Pick<Place, "stage">): string {
  const name = `${project}-${thing}-${place.stage}`;
  if (name.length > NAME_MAX)
    throw new Error(
      `the name ${name} has ${String(name.length)} characters; the maximum is ${String(NAME_MAX)}`,
    );
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`the name ${name} may contain only a-z, 0-9 and hyphens`);
  return name;
}

/** The thing of a {@link physicalName}: `users` of `sjc1990app-users-prod`. */
export function thingOf(name: string, place: Pick<Place, "stage">): string {
  return name.slice(project.length + 1, -place.stage.length - 1);
}

/** The name of a parameter: `/sjc1990app/<stage>/<thing>`. */
export function parameterName(thing: string, place: Pick<Place, "stage">): string {
  return `/${project}/${place.stage}/${thing}`;
}

/**
 * The name of a bucket: `sjc1990app-<thing>-<stage>-<account>`. Bucket names are unique across accounts.
 * @throws Error if it is longer than 63 characters, the limit of S3.
 */
export function bucketName(thing: string, place: Pick<Place, "stage" | "accountId">): string {
  const name = `${physicalName(thing, place)}-${place.accountId}`;
  if (name.length > 63) throw new Error(`the bucket name ${name} is longer than 63 characters`);
  return name;
}

/** The URL of an SQS queue. */
export function queueUrl(name: string, { region, accountId }: Place): string {
  return `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
}

/** ARNs built from names, so that policy documents are known at preview. */
export function arns(place: Place) {
  const regional = (service: string, rest: string): string =>
    `arn:aws:${service}:${place.region}:${place.accountId}:${rest}`;
  return {
    table: (name: string): string => regional("dynamodb", `table/${name}`),
    tableIndex: (name: string, index: string): string => regional("dynamodb", `table/${name}/index/${index}`),
    /** All streams of a table: DynamoDB names each by its time of creation. */
    tableStreams: (name: string): string => regional("dynamodb", `table/${name}/stream/*`),
    queue: (name: string): string => regional("sqs", name),
    topic: (name: string): string => regional("sns", name),
    alarm: (name: string): string => regional("cloudwatch", `alarm:${name}`),
    /** All budgets of the account. */
    budgets: (): string => `arn:aws:budgets::${place.accountId}:*`,
    /** @param key key of an object, or a prefix and `*`. Default: the bucket itself. */
    bucket: (name: string, key?: string): string =>
      `arn:aws:s3:::${name}${key === undefined ? "" : `/${key}`}`,
    /** All distributions of the account: CloudFront chooses their ids. */
    distributions: (): string => `arn:aws:cloudfront::${place.accountId}:distribution/*`,
    function: (name: string, alias?: string): string =>
      regional("lambda", `function:${name}${alias === undefined ? "" : `:${alias}`}`),
    logGroup: (name: string): string => regional("logs", `log-group:${name}`),
    parameter: (name: string): string => regional("ssm", `parameter${name}`),
    role: (name: string): string => `arn:aws:iam::${place.accountId}:role/${name}`,
    policy: (name: string): string => `arn:aws:iam::${place.accountId}:policy/${name}`,
    eventBus: (name: string): string => regional("events", `event-bus/${name}`),
    /** A rule on the default bus. */
    eventRule: (name: string): string => regional("events", `rule/${name}`),
    /** URI of a Lambda integration of API Gateway. */
    invocationUri: (functionArn: string): string =>
      `arn:aws:apigateway:${place.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
  };
}
