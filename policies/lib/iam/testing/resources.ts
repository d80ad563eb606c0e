import { allow, get, on, table, type Case } from "./case";

/** Accepted wildcards: within one resource. */
const accepted: readonly (readonly [name: string, resource: string])[] = [
  ["a folder of a bucket", "arn:aws:s3:::b/profiles/*"],
  ["a folder below a folder", "arn:aws:s3:::b/profiles/a/*"],
  ["a name within a folder", "arn:aws:s3:::b/profiles/*/thumb.jpg"],
  ["a folder of the caller", "arn:aws:s3:::b/home/${aws:username}/*"],
  ["a literal star", "arn:aws:s3:::b/a${*}b"],
  ["the indexes of a table", `${table}/index/*`],
  ["the streams of a table", `${table}/stream/*`],
  ["the streams of a log group", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:*"],
  [
    "the streams of a log group, long form",
    "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:log-stream:*",
  ],
  ["the versions of a function", "arn:aws:lambda:us-east-1:123456789012:function:f:*"],
  ["the executions of a state machine", "arn:aws:states:us-east-1:123456789012:execution:m:*"],
  ["a stage of an API", "arn:aws:execute-api:us-east-1:123456789012:abc/live/GET/*"],
  ["an express execution", "arn:aws:states:us-east-1:123456789012:express:m:name:*"],
  ["a folder of an access point", "arn:aws:s3:us-east-1:123456789012:accesspoint/uploads/object/profiles/*"],
  ["the consumers of a stream", "arn:aws:kinesis:us-east-1:123456789012:stream/clicks/consumer/*"],
  ["a consumer of a stream", "arn:aws:kinesis:us-east-1:123456789012:stream/clicks/consumer/app:*"],
  ["the rules of a bus", "arn:aws:events:us-east-1:123456789012:rule/orders/*"],
  ["the schedules of a group", "arn:aws:scheduler:us-east-1:123456789012:schedule/digests/*"],
  ["the tables of a database", "arn:aws:glue:us-east-1:123456789012:table/reports/*"],
  ["the tables of a keyspace", "arn:aws:cassandra:us-east-1:123456789012:/keyspace/app/table/*"],
  ["the tasks of a cluster", "arn:aws:ecs:us-east-1:123456789012:task/workers/*"],
  ["the parameters below a path", "arn:aws:ssm:us-east-1:123456789012:parameter/sjc1990app/dev/*"],
  ["a secret", "arn:aws:secretsmanager:us-east-1:123456789012:secret:jwt-??????"],
];

/** Wildcards beyond one resource. */
const refused: readonly (readonly [name: string, resource: string])[] = [
  ["everything", "*"],
  ["every bucket", "arn:aws:s3:::*"],
  ["buckets by prefix", "arn:aws:s3:::sjc1990app-*/a"],
  ["a whole bucket", "arn:aws:s3:::b/*"],
  ["a folder by prefix", "arn:aws:s3:::b/prof*"],
  ["an empty folder", "arn:aws:s3:::b//*"],
  ["a variable whose default is a star", "arn:aws:s3:::b/${aws:PrincipalTag/team, '*'}"],
  ["tables of every account", "arn:aws:dynamodb:*:*:table/users"],
  ["every table of every account", "arn:aws:dynamodb:*:*:table/*"],
  ["every table of one account", "arn:aws:dynamodb:us-east-1:123456789012:table/*"],
  ["tables by prefix", "arn:aws:dynamodb:us-east-1:123456789012:table/sjc1990app-*"],
  ["regions by prefix", "arn:aws:dynamodb:us-*:123456789012:table/users/index/*"],
  ["everything within a table", `${table}/*`],
  ["a table by prefix", `${table}*`],
  ["log groups by prefix", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/*"],
  ["every log group", "arn:aws:logs:*:*:*"],
  ["functions by prefix", "arn:aws:lambda:us-east-1:123456789012:function:f*"],
  ["every stage of an API", "arn:aws:execute-api:us-east-1:123456789012:abc/*"],
  ["a secret by prefix", "arn:aws:secretsmanager:us-east-1:123456789012:secret:jwt-*"],
  ["every parameter", "arn:aws:ssm:us-east-1:123456789012:parameter/*"],
  ["parameters by prefix", "arn:aws:ssm:us-east-1:123456789012:parameter/sjc1990app*"],
  ["an access point", "arn:aws:s3:us-east-1:123456789012:accesspoint/uploads/*"],
  ["every object of an access point", "arn:aws:s3:us-east-1:123456789012:accesspoint/uploads/object/*"],
  ["every access point", "arn:aws:s3:us-east-1:123456789012:accesspoint/*"],
  ["everything of S3 in an account", "arn:aws:s3:us-east-1:123456789012:job/a/*"],
  ["every consumer of every stream", "arn:aws:kinesis:us-east-1:123456789012:stream/*/consumer/*"],
  ["everything of a stream", "arn:aws:kinesis:us-east-1:123456789012:stream/clicks/*"],
  ["every rule", "arn:aws:events:us-east-1:123456789012:rule/*"],
  ["every table of Glue", "arn:aws:glue:us-east-1:123456789012:table/*"],
  ["every task", "arn:aws:ecs:us-east-1:123456789012:task/*"],
  ["roles by prefix", "arn:aws:iam::123456789012:role/app-*"],
  ["an ARN cut short", "arn:aws:s3*"],
  ["no ARN", "users/*"],
];

export const resources: Case[] = [
  ...accepted.map(([name, resource]): Case => ({ name, document: on(resource), findings: [] })),
  ...refused.map(([name, resource]): Case => ({ name, document: on(resource), findings: [get(resource)] })),

  {
    name: "everything, many actions",
    document: allow({ Action: ["s3:PutObject", "s3:GetObject"], Resource: "*" }),
    findings: ["Resource::* (s3:GetObject, s3:PutObject)"],
  },
  {
    name: "everything but a bucket",
    document: allow({ Action: "s3:GetObject", NotResource: "arn:aws:s3:::b/*" }),
    findings: ["NotResource::arn:aws:s3:::b/* (s3:GetObject)"],
  },

  { name: "one good and one bad", document: on([table, "*"]), findings: [get("*")] },
  {
    name: "traces",
    document: allow({ Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" }),
    findings: [],
  },
  {
    name: "traces in other letters",
    document: allow({ Action: "XRay:puttracesegments", Resource: "*" }),
    findings: [],
  },
  {
    name: "traces on what is no resource of theirs",
    document: allow({ Action: "xray:PutTraceSegments", Resource: "arn:aws:xray:*:*:*" }),
    findings: ["Resource::arn:aws:xray:*:*:* (xray:PutTraceSegments)"],
  },
  {
    name: "traces and more",
    document: allow({ Action: ["xray:PutTraceSegments", "s3:GetObject"], Resource: "*" }),
    findings: ["Resource::* (s3:GetObject, xray:PutTraceSegments)"],
  },
  {
    name: "traces by wildcard",
    document: allow({ Action: "xray:Put*", Resource: "*" }),
    findings: ["Action::xray:Put*", "Resource::* (xray:Put*)"],
  },
  {
    name: "text messages",
    document: allow({ Action: "sns:Publish", Resource: "*" }),
    findings: ["Resource::* (sns:Publish)"],
  },
  {
    name: "text messages without topics",
    document: {
      Statement: [
        { Effect: "Allow", Action: "sns:Publish", Resource: "*" },
        { Effect: "Deny", Action: "sns:Publish", Resource: "arn:aws:sns:*:*:*" },
      ],
    },
    findings: ["Resource::* (sns:Publish) except arn:aws:sns:*:*:*"],
  },
  {
    name: "text messages, topics denied sometimes",
    document: {
      Statement: [
        { Effect: "Allow", Action: "sns:Publish", Resource: "*" },
        {
          Effect: "Deny",
          Action: "sns:Publish",
          Resource: "arn:aws:sns:*:*:*",
          Condition: { Bool: { "aws:ViaAWSService": "true" } },
        },
      ],
    },
    findings: ["Resource::* (sns:Publish)"],
  },
  {
    name: "more than text messages",
    document: {
      Statement: [
        { Effect: "Allow", Action: ["sns:Publish", "sns:Subscribe"], Resource: "*" },
        { Effect: "Deny", Action: "sns:Publish", Resource: "arn:aws:sns:*:*:*" },
      ],
    },
    findings: ["Resource::* (sns:Publish, sns:Subscribe)"],
  },
];
