import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";

import { toItem } from "../../shared/dynamo";
import type { TestStage } from "../../testing/stage";
import { TABLE_NAMES } from "../../testing/tables";

/** Puts an object where a user's upload would. */
export async function putPhoto(stage: TestStage, Key: string, ContentType = "image/jpeg"): Promise<void> {
  await stage.s3.send(new PutObjectCommand({ Bucket: stage.bucket, Key, Body: "photo", ContentType }));
}

/** Keys of all photos. */
export async function photoKeys(stage: TestStage): Promise<string[]> {
  const { Contents } = await stage.s3.send(new ListObjectsV2Command({ Bucket: stage.bucket }));
  return (Contents ?? []).flatMap(({ Key }) => Key ?? []);
}

/** Every stored item and photo key that contains a text, with its table or bucket in front. */
export async function traces(stage: TestStage, text: string): Promise<string[]> {
  const found = (await photoKeys(stage)).map((key) => `photos ${key}`);
  for (const table of TABLE_NAMES) {
    const { Items } = await stage.dynamoDb.send(new ScanCommand({ TableName: stage.tables[table] }));
    found.push(...(Items ?? []).map((item) => `${table} ${JSON.stringify(toItem(item))}`));
  }
  return found.filter((trace) => trace.includes(text));
}
