import { DeleteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { toAttributes } from "../../shared/dynamo";

/** Deletes a session, if it exists, and so invalidates all of its tokens. @param table of the sessions. */
export async function endSession(client: DynamoDBClient, table: string, sessionId: string): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: table, Key: toAttributes({ sessionId }) }));
}
