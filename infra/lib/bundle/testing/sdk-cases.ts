/** Calls with what AWS answers. */
import type { Said } from "./fake-aws";
import { s3Cases, xml } from "./s3-cases";
import type { Step } from "./sdk-handler";

const item = {
  id: { S: 'ü\n"☃"😀' },
  count: { N: "12345678901234567890" },
  bytes: { B: new Uint8Array([0, 255, 16]) },
  set: { SS: ["a", "b"] },
  numbers: { NS: ["1", "2.5"] },
  list: { L: [{ BOOL: true }, { NULL: true as const }, { M: { deep: { S: "x" } } }] },
};

/** As it comes from DynamoDB. */
const stored = { ...item, bytes: { B: "AP8Q" } };

export const update = {
  TableName: "users",
  Key: { id: item.id },
  UpdateExpression: "SET a = :a",
  ExpressionAttributeValues: { ":a": { M: item } },
};

function dynamoError(name: string, more: object = {}): Said {
  return {
    status: 400,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `${name} happened`, ...more },
  };
}

export const cases: [what: string, step: Step, ...answers: Said[]][] = [
  [
    "an update",
    { command: "update", input: { ...update, ReturnValues: "ALL_NEW" } },
    { body: { Attributes: stored } },
  ],
  [
    "a query",
    { command: "query", input: { TableName: "users", Limit: 5, ScanIndexForward: false } },
    { body: { Items: [stored], Count: 1, ScannedCount: 1 } },
  ],
  [
    "a condition that does not hold",
    { command: "update", input: update },
    dynamoError("ConditionalCheckFailedException", { Item: stored }),
  ],
  [
    "a transaction that is cancelled",
    {
      command: "transact",
      input: { TransactItems: [{ Update: update }, { Put: { TableName: "users", Item: item } }] },
    },
    dynamoError("TransactionCanceledException", {
      CancellationReasons: [
        { Code: "ConditionalCheckFailed", Message: "no", Item: stored },
        { Code: "None" },
      ],
    }),
  ],
  ["a conflict", { command: "update", input: update }, dynamoError("TransactionConflictException")],
  [
    "an error that no model knows",
    { command: "query", input: { TableName: "x" } },
    dynamoError("ValidationException"),
  ],
  [
    "an error of another operation",
    { command: "query", input: { TableName: "x" } },
    dynamoError("TransactionConflictException"),
  ],
  [
    "throttling, once",
    { command: "update", input: update },
    dynamoError("ThrottlingException"),
    { body: {} },
  ],
  [
    "too many writes, once",
    { command: "update", input: update },
    dynamoError("ProvisionedThroughputExceededException"),
    { body: {} },
  ],
  [
    "a failure of the service, twice",
    { command: "query", input: { TableName: "x" } },
    { status: 500, body: { __type: "InternalServerError" } },
    { status: 503, body: "" },
    { body: { Count: 0 } },
  ],
  [
    "throttling without end",
    { command: "update", input: update },
    ...Array.from({ length: 3 }, () => dynamoError("ThrottlingException")),
  ],
  [
    "an answer that is late, once",
    { command: "query", input: { TableName: "x" } },
    { delay: 1_500 },
    { body: { Count: 0 } },
  ],
  ["text that is no JSON", { command: "query", input: { TableName: "x" } }, { body: "<html>" }],
  [
    "secrets",
    { command: "parameters", input: { Names: ["/key", "/none"], WithDecryption: true } },
    {
      body: {
        Parameters: [
          { Name: "/key", Type: "SecureString", Value: "s", Version: 3, LastModifiedDate: 1700000000.123 },
        ],
        InvalidParameters: ["/none"],
      },
    },
  ],
  [
    "a secret that is not there",
    { command: "parameter", input: { Name: "/none" } },
    { status: 400, body: { __type: "ParameterNotFound", message: "no such" } },
  ],
  [
    "an SMS",
    {
      command: "publish",
      input: {
        PhoneNumber: "+15550100",
        Message: "Code: 1 & <2>",
        MessageAttributes: { "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" } },
      },
    },
    xml(
      "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>",
    ),
  ],
  [
    "an SMS that is refused",
    { command: "publish", input: { PhoneNumber: "x", Message: "y" } },
    {
      status: 400,
      ...xml(
        "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidParameter</Code><Message>Invalid &amp; wrong</Message></Error><RequestId>r</RequestId></ErrorResponse>",
      ),
    },
  ],
  [
    "an SMS under throttling",
    { command: "publish", input: { PhoneNumber: "x", Message: "y" } },
    {
      status: 400,
      ...xml("<ErrorResponse><Error><Code>Throttling</Code><Message>m</Message></Error></ErrorResponse>"),
    },
    xml("<PublishResponse><PublishResult><MessageId>m-2</MessageId></PublishResult></PublishResponse>"),
  ],
  [
    "an email",
    {
      command: "email",
      input: {
        Source: "a@example.org",
        Destination: { ToAddresses: ["b@example.org"] },
        Message: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } },
      },
    },
    xml(
      "<SendEmailResponse><SendEmailResult><MessageId>e-1</MessageId></SendEmailResult></SendEmailResponse>",
    ),
  ],
  ...s3Cases,
];
