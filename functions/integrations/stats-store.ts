import { GetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { toAttributes, toItem } from "../shared/dynamo";
import { STATS_KEY } from "../shared/stats";

/** Reads the counters of the platform. One call. */
export interface StatsStore {
  /** `users`, `approved`, `classrooms` and `year#<yyyy>`; counters that were never updated are absent. */
  counters(): Promise<Partial<Record<string, number>>>;
}

/** {@link StatsStore} on DynamoDB. */
export function statsStore(client: DynamoDBClient, tables: { users: string }): StatsStore {
  return {
    async counters() {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tables.users, Key: toAttributes({ userId: STATS_KEY }) }),
      );
      const counters = Object.entries(toItem(Item) ?? {}).filter(([, value]) => typeof value === "number");
      return Object.fromEntries(counters) as Partial<Record<string, number>>;
    },
  };
}
