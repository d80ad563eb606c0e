/** See `json-codec.ts`; this one is DynamoDB's. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- see json-codec.ts
export { DynamoDBJsonCodec as DynamoDBJsonCodec2 } from "@aws-sdk/dynamodb-codec";
