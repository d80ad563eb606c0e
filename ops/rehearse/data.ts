import { DescribeTableCommand, DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";

import type { Cloud } from "../../local/cloud";
import type { StackResource } from "./engine";
import { rootClient } from "./journeys";

/** What a stage holds: by table and bucket the keys of what is in it. */
export type Holdings = ReadonlyMap<string, ReadonlySet<string>>;

/** Attribute by which items of the program expire, in epoch seconds. */
const EXPIRES = "expiresAt";

/** Reads what the tables and buckets of a stack hold, without what has expired or is about to. */
export async function holdings(
  cloud: Cloud,
  region: string,
  resources: readonly StackResource[],
): Promise<Holdings> {
  const config = rootClient({ endpoint: cloud.endpoint, region });
  const dynamoDb = new DynamoDBClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const found = new Map<string, Set<string>>();
  // Expired items go at a time of DynamoDB's choice.
  const soon = Date.now() / 1000 + 600;
  for (const { type, id } of resources) {
    const keys = new Set<string>();
    if (type === "aws:dynamodb/table:Table") {
      const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: id }));
      const names = (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
      for await (const { Items = [] } of paginateScan({ client: dynamoDb }, { TableName: id })) {
        for (const item of Items) {
          const expires = item[EXPIRES]?.N;
          if (expires !== undefined && Number(expires) < soon) continue;
          keys.add(JSON.stringify(names.map((name) => item[name])));
        }
      }
    } else if (type === "aws:s3/bucket:Bucket") {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: id })) {
        for (const { Key = "" } of Contents) keys.add(Key);
      }
    } else continue;
    found.set(id, keys);
  }
  return found;
}

/** What was held before and is no more, one line for each table or bucket. */
export function missing(before: Holdings, after: Holdings): string[] {
  return [...before].flatMap(([name, keys]) => {
    const now = after.get(name) ?? new Set();
    const gone = [...keys].filter((key) => !now.has(key)).length;
    return gone === 0 ? [] : [`${name} has lost ${String(gone)} of ${String(keys.size)}`];
  });
}

/** How much is held in all. */
export function sizeOf(held: Holdings): number {
  return [...held.values()].reduce((sum, keys) => sum + keys.size, 0);
}
