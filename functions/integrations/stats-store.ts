import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { batchGet } from "../shared/batch-get";
import { statsKeys, sumStats } from "../shared/stats";

/** Reads the counters of the platform. One call. */
export interface StatsStore {
  /** `users`, `approved`, `classrooms` and `year#<yyyy>`; counters that were never updated are absent. */
  counters(): Promise<Partial<Record<string, number>>>;
}

/** {@link StatsStore} on DynamoDB. */
export function statsStore(client: DynamoDBClient, tables: { users: string }): StatsStore {
  return {
    async counters() {
      // Eventually consistent, a shard may miss the user that another one has already removed.
      const request = {
        table: tables.users,
        keys: statsKeys.map((userId) => ({ userId })),
        consistent: true,
      };
      const [items] = await batchGet(client, [request]);
      return sumStats(items);
    },
  };
}
