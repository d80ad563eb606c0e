import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";

import { batchGet } from "../../functions/shared/batch-get";
import { USER_ID } from "../../functions/shared/ids";
import { photoKeyOf } from "../../functions/shared/photos";
import { bucketName, physicalName } from "../../infra/lib/names";
import { isYoung, type PruneContext, type Unused } from "./unused";

/** The bucket's lifecycle rule deletes uploads a day after S3 has received them, and S3 may take another day. */
const UPLOAD_DAYS = 3;

/** Photos in one batch: each is of another user at most, and DynamoDB reads 100 items in one call. */
const BATCH = 100;

const PROFILE_PHOTO = new RegExp(`^${photoKeyOf(`(${USER_ID.source})`, "profiles").source}$`);

interface Photo {
  key: string;
  userId: string;
  bytes: number;
}

/**
 * Photos that the profile of their user does not name. Keys contain the user's id, so that the users are read by key, not
 * with a scan. S3 keeps a deleted photo as an old version, for 30 days.
 */
export async function* orphanedPhotos(context: PruneContext): AsyncGenerator<Unused> {
  const { stage } = context;
  const bucket = bucketOf(context);
  const users = { client: new DynamoDBClient(stage.aws), table: physicalName("users", stage.place) };
  let batch: Photo[] = [];
  async function* orphans(): AsyncGenerator<Unused> {
    const current = await currentPhotos(users, batch);
    for (const { key, userId, bytes } of batch)
      if (!current.has(key))
        yield {
          ...{ kind: "photo", name: key, bytes, why: "the profile of its user does not name it" },
          async remove() {
            if ((await currentPhotos(users, [{ userId }])).has(key)) return "the profile names it by now";
            return bucket.remove(key);
          },
        };
  }
  for await (const { key, bytes } of bucket.older("profiles/", 1)) {
    const userId = PROFILE_PHOTO.exec(key)?.[1];
    if (userId === undefined) {
      const keep = "find out who wrote it: the program writes no such key";
      yield { ...{ kind: "photo", name: key, bytes, why: "its key names no user", keep }, remove: kept };
    } else batch.push({ key, userId, bytes });
    if (batch.length < BATCH) continue;
    yield* orphans();
    batch = [];
  }
  yield* orphans();
}

/**
 * Uploads that the bucket's lifecycle rule should have deleted. The rules also abort incomplete multipart uploads, which
 * the program does not use.
 */
export async function* abandonedUploads(context: PruneContext): AsyncGenerator<Unused> {
  const bucket = bucketOf(context);
  const why = `older than ${String(UPLOAD_DAYS)} days: the lifecycle rule "uploads" has not deleted it`;
  for await (const { key, bytes } of bucket.older("uploads/", UPLOAD_DAYS))
    yield { ...{ kind: "upload", name: key, bytes, why }, remove: () => bucket.remove(key) };
}

const kept = (): Promise<undefined> => Promise.resolve(undefined);

function bucketOf({ stage, signal, now }: PruneContext) {
  const Bucket = bucketName("photos", stage.place);
  // The local cloud has only URLs with the bucket in the path.
  const s3 = new S3Client({ ...stage.aws, forcePathStyle: stage.aws.endpoint !== undefined });
  return {
    async *older(Prefix: string, days: number): AsyncGenerator<{ key: string; bytes: number }> {
      const pages = paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }, { abortSignal: signal });
      for await (const { Contents = [] } of pages)
        for (const { Key = "", Size = 0, LastModified } of Contents)
          if (!isYoung(LastModified, now, days)) yield { key: Key, bytes: Size };
    },
    async remove(Key: string): Promise<undefined> {
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
}

/** Keys of the photos that the profiles of users name. */
async function currentPhotos(
  { client, table }: { client: DynamoDBClient; table: string },
  photos: readonly { userId: string }[],
): Promise<Set<unknown>> {
  const keys = [...new Set(photos.map(({ userId }) => userId))].map((userId) => ({ userId }));
  const request = { table, keys, attributes: ["photoKey"], consistent: true };
  const [users] = await batchGet(client, [request]);
  return new Set(users.map(({ photoKey }) => photoKey));
}
