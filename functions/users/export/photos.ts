import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

import { decodeCursor, encodeCursor, type CursorContext } from "../../shared/cursor";
import { defined } from "../../shared/defined";
import { isUserId } from "../../shared/ids";
import { photoKeyOf, photoPrefixes } from "../../shared/photos";
import type { Result } from "../../shared/route";
import { noSuchUser } from "../profile/service";
import type { exportPhotos as route } from "../routes";

/** Validity of a link, s. */
const LINK_SECONDS = 300;

/** Photos per page. */
const PAGE = 100;

/**
 * Lists a user's photos: archived, current, and uploaded ones, in this order. A photo in Glacier has no link, since S3
 * refuses to read it before it is restored.
 * @param cursor of the previous page.
 * @throws ApiError NOT_FOUND for a malformed user id, BAD_REQUEST for an invalid cursor.
 */
export async function exportPhotos(
  { s3, bucket: Bucket }: { s3: S3Client; bucket: string },
  userId: string,
  cursor: string | undefined,
): Promise<Result<typeof route>> {
  if (!isUserId(userId)) throw noSuchUser();
  const context: CursorContext<"after"> = {
    ...{ list: "exportPhotos", partition: userId, fields: { after: photoKeyOf(userId) } },
  };
  const StartAfter = decodeCursor(cursor, context)?.after;
  const lists = await Promise.all(
    photoPrefixes(userId).map((Prefix) =>
      s3.send(new ListObjectsV2Command({ Bucket, Prefix, StartAfter, MaxKeys: PAGE })),
    ),
  );
  // The prefixes are in the order of their keys.
  const found = lists.flatMap(({ Contents = [] }) => Contents);
  const objects = found.slice(0, PAGE);
  const photos = await Promise.all(
    objects.map(async ({ Key = "", Size = 0, LastModified = new Date(0), StorageClass }) => {
      const link = new GetObjectCommand({ Bucket, Key });
      return defined({
        photoKey: Key,
        size: Size,
        storedAt: LastModified.toISOString(),
        url:
          StorageClass === "GLACIER" ? undefined : await getSignedUrl(s3, link, { expiresIn: LINK_SECONDS }),
      });
    }),
  );
  const last = photos.at(-1);
  const more = found.length > PAGE || lists.some(({ IsTruncated }) => IsTruncated === true);
  return { photos, ...(more && last && { nextCursor: encodeCursor({ after: last.photoKey }, context) }) };
}
