/** See `json-codec.ts`; this one is DynamoDB's. */
export { DynamoDBJsonCodec as DynamoDBJsonCodec2 } from "@aws-sdk/dynamodb-codec";
