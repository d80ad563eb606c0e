/** The day on which the prices were looked up. */
export const pricesOf = "2026-11-28";

/** The region that the prices are for. */
export const pricedRegion = "us-east-1";

/** A price up to a quantity. */
export interface Tier {
  /** Upper end of the tier, in units of the whole month. Absent in the last tier. */
  upTo?: number;
  /** USD for `per` units. */
  usd: number;
}

/** What AWS charges for one kind of usage, a month. */
export interface Price {
  service: string;
  /** What is charged; the name of the line, e.g. `alarm metrics`. */
  item: string;
  /** Unit of the quantity, in the plural, e.g. `GB`. */
  unit: string;
  /** Units that a tier's price is for. */
  per: number;
  tiers: readonly Tier[];
  /** Units that every account gets free each month, without an end. Default: none. */
  free?: number;
  /** Page of AWS with the price. */
  source: string;
}

const MILLION = 1_000_000;
const BILLION = 1_000_000_000;
const TB = 1024;

const aws = (page: string): string => `https://aws.amazon.com/${page}/`;
const pages = {
  apiGateway: aws("api-gateway/pricing"),
  cloudFront: aws("cloudfront/pricing"),
  cloudWatch: aws("cloudwatch/pricing"),
  dynamoDb: aws("dynamodb/pricing/on-demand"),
  dynamoDbProvisioned: aws("dynamodb/pricing/provisioned"),
  eventBridge: aws("eventbridge/pricing"),
  kms: aws("kms/pricing"),
  lambda: aws("lambda/pricing"),
  route53: aws("route53/pricing"),
  s3: aws("s3/pricing"),
  ses: aws("ses/pricing"),
  sns: aws("sns/pricing"),
  sqs: aws("sqs/pricing"),
  ssm: aws("systems-manager/pricing"),
  transfer: aws("ec2/pricing/on-demand"),
  waf: aws("waf/pricing"),
  xray: aws("xray/pricing"),
};

/** A price without tiers. */
const flat = (
  service: string,
  item: string,
  [usd, per, unit]: readonly [usd: number, per: number, unit: string],
  source: string,
  free?: number,
): Price => ({ service, item, unit, per, tiers: [{ usd }], source, ...(free === undefined ? {} : { free }) });

/**
 * List prices in us-east-1. Allowances are those that do not end ("always free"); the offers for the first months of an
 * account are not used.
 */
export const prices = {
  lambdaRequests: flat("Lambda", "requests", [0.2, MILLION, "requests"], pages.lambda, MILLION),
  lambdaDuration: {
    service: "Lambda",
    item: "duration on arm64",
    unit: "GB-s",
    per: 1,
    tiers: [
      { upTo: 7.5 * BILLION, usd: 0.0000133334 },
      { upTo: 18.75 * BILLION, usd: 0.0000120001 },
      { usd: 0.0000106667 },
    ],
    free: 400_000,
    source: pages.lambda,
  },
  lambdaDurationX86: {
    service: "Lambda",
    item: "duration on x86_64",
    unit: "GB-s",
    per: 1,
    tiers: [
      { upTo: 6 * BILLION, usd: 0.0000166667 },
      { upTo: 15 * BILLION, usd: 0.000015 },
      { usd: 0.0000133334 },
    ],
    source: pages.lambda,
  },
  apiRequests: {
    service: "API Gateway",
    item: "REST API requests",
    unit: "requests",
    per: MILLION,
    tiers: [
      { upTo: 333 * MILLION, usd: 3.5 },
      { upTo: BILLION, usd: 2.8 },
      { upTo: 20 * BILLION, usd: 2.38 },
      { usd: 1.51 },
    ],
    source: pages.apiGateway,
  },
  dataOut: {
    service: "Data transfer",
    item: "responses of the API to the internet",
    unit: "GB",
    per: 1,
    tiers: [
      { upTo: 10 * TB, usd: 0.09 },
      { upTo: 50 * TB, usd: 0.085 },
      { upTo: 150 * TB, usd: 0.07 },
      { usd: 0.05 },
    ],
    free: 100,
    source: pages.transfer,
  },
  tableReads: flat("DynamoDB", "reads on demand", [0.125, MILLION, "read units"], pages.dynamoDb),
  tableWrites: flat("DynamoDB", "writes on demand", [0.625, MILLION, "write units"], pages.dynamoDb),
  tableReadCapacity: flat(
    "DynamoDB",
    "provisioned reads",
    [0.00013, 1, "unit-hours"],
    pages.dynamoDbProvisioned,
    25 * 730,
  ),
  tableWriteCapacity: flat(
    "DynamoDB",
    "provisioned writes",
    [0.00065, 1, "unit-hours"],
    pages.dynamoDbProvisioned,
    25 * 730,
  ),
  tableStorage: flat("DynamoDB", "storage", [0.25, 1, "GB"], pages.dynamoDb, 25),
  tableBackups: flat("DynamoDB", "point-in-time recovery", [0.2, 1, "GB"], pages.dynamoDb),
  bucketStorage: {
    service: "S3",
    item: "storage",
    unit: "GB",
    per: 1,
    tiers: [{ upTo: 50 * TB, usd: 0.023 }, { upTo: 500 * TB, usd: 0.022 }, { usd: 0.021 }],
    source: pages.s3,
  },
  bucketArchive: flat("S3", "storage in Glacier", [0.0036, 1, "GB"], pages.s3),
  bucketWrites: flat("S3", "PUT, COPY and LIST requests", [0.005, 1000, "requests"], pages.s3),
  bucketReads: flat("S3", "GET requests", [0.0004, 1000, "requests"], pages.s3),
  bucketTransitions: flat("S3", "transitions to Glacier", [0.03, 1000, "requests"], pages.s3),
  photosOut: {
    service: "CloudFront",
    item: "photos to viewers in Asia",
    unit: "GB",
    per: 1,
    tiers: [
      { upTo: 10 * TB, usd: 0.12 },
      { upTo: 50 * TB, usd: 0.1 },
      { upTo: 150 * TB, usd: 0.095 },
      { upTo: 500 * TB, usd: 0.09 },
      { upTo: 1024 * TB, usd: 0.08 },
      { upTo: 5120 * TB, usd: 0.07 },
      { usd: 0.06 },
    ],
    free: TB,
    source: pages.cloudFront,
  },
  photoRequests: flat(
    "CloudFront",
    "HTTPS requests from Asia",
    [0.012, 10_000, "requests"],
    pages.cloudFront,
    10 * MILLION,
  ),
  queueRequests: flat("SQS", "requests", [0.4, MILLION, "requests"], pages.sqs, MILLION),
  topicRequests: flat("SNS", "messages to topics", [0.5, MILLION, "messages"], pages.sns, MILLION),
  topicEmails: flat("SNS", "e-mails of topics", [2, 100_000, "e-mails"], pages.sns, 1000),
  emails: flat("SES", "e-mails", [0.1, 1000, "e-mails"], pages.ses),
  alarmMetrics: flat("CloudWatch", "alarm metrics", [0.1, 1, "metrics"], pages.cloudWatch, 10),
  fastAlarmMetrics: flat("CloudWatch", "alarm metrics below a minute", [0.3, 1, "metrics"], pages.cloudWatch),
  compositeAlarms: flat("CloudWatch", "composite alarms", [0.5, 1, "alarms"], pages.cloudWatch),
  dashboards: flat("CloudWatch", "dashboards of up to 50 metrics", [3, 1, "dashboards"], pages.cloudWatch, 3),
  largeDashboards: flat(
    "CloudWatch",
    "dashboards of more than 50 metrics",
    [3, 1, "dashboards"],
    pages.cloudWatch,
  ),
  customMetrics: {
    service: "CloudWatch",
    item: "custom metrics",
    unit: "metrics",
    per: 1,
    tiers: [
      { upTo: 10_000, usd: 0.3 },
      { upTo: 250_000, usd: 0.1 },
      { upTo: MILLION, usd: 0.05 },
      { usd: 0.02 },
    ],
    free: 10,
    source: pages.cloudWatch,
  },
  logs: flat("CloudWatch", "log ingestion", [0.5, 1, "GB"], pages.cloudWatch, 5),
  logStorage: flat("CloudWatch", "log storage", [0.03, 1, "GB"], pages.cloudWatch),
  traces: flat("X-Ray", "traces", [5, MILLION, "traces"], pages.xray, 100_000),
  webAcls: flat("WAF", "web ACLs", [5, 1, "web ACLs"], pages.waf),
  webAclRules: flat("WAF", "rules", [1, 1, "rules"], pages.waf),
  webAclRequests: flat("WAF", "requests", [0.6, MILLION, "requests"], pages.waf),
  keys: flat("KMS", "keys", [1, 1, "keys"], pages.kms),
  keyRequests: flat("KMS", "requests", [0.03, 10_000, "requests"], pages.kms, 20_000),
  hostedZones: flat("Route 53", "hosted zone of the domain names", [0.5, 1, "zones"], pages.route53),
  schedules: flat("EventBridge", "runs of schedules", [1, MILLION, "runs"], pages.eventBridge, 14 * MILLION),
  advancedParameters: flat("Parameter Store", "advanced parameters", [0.05, 1, "parameters"], pages.ssm),
} satisfies Record<string, Price>;

/** Key of a price. */
export type PriceName = keyof typeof prices;

/** USD a month for a quantity, by the tiers of the price, without the free allowance. */
export function priceOf({ tiers, per }: Price, quantity: number): number {
  let usd = 0;
  let below = 0;
  for (const tier of tiers) {
    const end = Math.min(quantity, tier.upTo ?? Infinity);
    if (end <= below) break;
    usd += ((end - below) / per) * tier.usd;
    below = end;
  }
  return usd;
}
