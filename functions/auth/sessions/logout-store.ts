import { DeleteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { toAttributes } from "../../shared/dynamo";

/** Writes of a logout. */
export interface LogoutStore {
  /** Deletes a session, if it exists. */
  endSession(sessionId: string): Promise<void>;
}

/** {@link LogoutStore} on DynamoDB. */
export function logoutStore(client: DynamoDBClient, sessions: string): LogoutStore {
  return {
    async endSession(sessionId) {
      await client.send(new DeleteItemCommand({ TableName: sessions, Key: toAttributes({ sessionId }) }));
    },
  };
}
