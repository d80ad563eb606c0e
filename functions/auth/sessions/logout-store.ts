import { DeleteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { toAttributes } from "../../shared/dynamo";

/** What logging out writes. */
export interface LogoutStore {
  /** Ends a session; one that is over stays over. */
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
