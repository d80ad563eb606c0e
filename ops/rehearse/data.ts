import { DescribeTableCommand, DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";

import { stackResources } from "../stages/engine";
import type { PreparedStage } from "./account";
import { rootClient } from "./journeys";

/** The keys of all items and objects, by table and bucket. */
export type Holdings = ReadonlyMap<string, ReadonlySet<string>>;

/** TTL attribute of the tables, in epoch seconds. */
const EXPIRES = "expiresAt";

/** Reads the keys in the tables and buckets of a stage, except items that have expired or soon will. */
export async function holdings({ cloud, stack, settings }: PreparedStage): Promise<Holdings> {
  const config = rootClient({ endpoint: cloud.endpoint, region: settings.region });
  const found = new Map<string, Set<string>>();
  for (const { type, id } of await stackResources(stack)) {
    if (type === "aws:dynamodb/table:Table") found.set(id, await itemKeys(new DynamoDBClient(config), id));
    if (type === "aws:s3/bucket:Bucket")
      found.set(id, await objectKeys(new S3Client({ ...config, forcePathStyle: true }), id));
  }
  return found;
}

async function itemKeys(client: DynamoDBClient, TableName: string): Promise<Set<string>> {
  // DynamoDB removes expired items at a time of its choice.
  const soon = Date.now() / 1000 + 600;
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const names = (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
  const keys = new Set<string>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const item of Items) {
      const expires = item[EXPIRES]?.N;
      if (expires === undefined || Number(expires) >= soon)
        keys.add(JSON.stringify(names.map((name) => item[name])));
    }
  }
  return keys;
}

async function objectKeys(client: S3Client, Bucket: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
    for (const { Key = "" } of Contents) keys.add(Key);
  return keys;
}

/** What is missing afterwards, one line for each table or bucket. */
export function missing(before: Holdings, after: Holdings): string[] {
  return [...before].flatMap(([name, keys]) => {
    const now = after.get(name) ?? new Set();
    const lost = [...keys].filter((key) => !now.has(key)).length;
    return lost === 0 ? [] : [`${name} has lost ${String(lost)} of ${String(keys.size)}`];
  });
}

/** Number of all items and objects. */
export function sizeOf(held: Holdings): number {
  return [...held.values()].reduce((sum, keys) => sum + keys.size, 0);
}
