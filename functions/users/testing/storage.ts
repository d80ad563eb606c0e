import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, ListObjectVersionsCommand, PutObjectCommand } from "@aws-sdk/client-s3";

import { toItem } from "../../shared/dynamo";
import type { TestStage } from "../../testing/stage";
import { TABLE_NAMES } from "../../testing/tables";

/** The first bytes of a photo of each type. */
export const HEADS = {
  "image/jpeg": Buffer.from("ffd8ffe000104a464946", "hex"),
  "image/png": Buffer.from("89504e470d0a1a0a", "hex"),
  "image/webp": Buffer.from("RIFF\x24\x00\x00\x00WEBPVP8 ", "latin1"),
} as const;

/** Puts a photo with its first bytes. */
export async function putPhoto(
  stage: TestStage,
  Key: string,
  ContentType: keyof typeof HEADS = "image/jpeg",
  Body: Buffer = HEADS[ContentType],
): Promise<void> {
  await stage.s3.send(new PutObjectCommand({ Bucket: stage.bucket, Key, Body, ContentType }));
}

/** Keys of all versions and delete markers. */
export async function photoVersions(stage: TestStage): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await stage.s3.send(
    new ListObjectVersionsCommand({ Bucket: stage.bucket }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key = "" }) => Key);
}

/** Keys of all photos. */
export async function photoKeys(stage: TestStage): Promise<string[]> {
  const { Contents } = await stage.s3.send(new ListObjectsV2Command({ Bucket: stage.bucket }));
  return (Contents ?? []).flatMap(({ Key }) => Key ?? []);
}

/** Every stored item and version of a photo that contains a text, with its table or bucket in front. */
export async function traces(stage: TestStage, text: string): Promise<string[]> {
  const found = (await photoVersions(stage)).map((key) => `photos ${key}`);
  for (const table of TABLE_NAMES) {
    const { Items } = await stage.dynamoDb.send(new ScanCommand({ TableName: stage.tables[table] }));
    found.push(...(Items ?? []).map((item) => `${table} ${JSON.stringify(toItem(item), plain)}`));
  }
  return found.filter((trace) => trace.includes(text));
}

/** JSON has no sets. */
function plain(_key: string, value: unknown): unknown {
  return value instanceof Set ? [...value] : value;
}
