import { S3Client, type ListObjectsV2CommandInput, type _Object } from "@aws-sdk/client-s3";

import { newId } from "../../shared/ids";
import { newPhotoKey, PHOTO_FOLDERS, type PhotoType } from "../../shared/photos";
import { exportPhotos } from "./photos";

const userId = newId("usr");

/** A client whose bucket has these objects. */
function bucketWith(objects: _Object[]): S3Client {
  const client = new S3Client({
    ...{ region: "us-east-1", credentials: { accessKeyId: "AKID", secretAccessKey: "s" } },
  });
  const send = ({ input }: { input: ListObjectsV2CommandInput }) => {
    const { Prefix = "", StartAfter = "", MaxKeys = 1000 } = input;
    const found = objects
      .filter(({ Key = "" }) => Key.startsWith(Prefix) && Key > StartAfter)
      .sort((a, b) => (String(a.Key) < String(b.Key) ? -1 : 1));
    return Promise.resolve({ Contents: found.slice(0, MaxKeys), IsTruncated: found.length > MaxKeys });
  };
  return Object.assign(client, { send });
}

const object = (folder: (typeof PHOTO_FOLDERS)[number], type: PhotoType = "image/png"): _Object => ({
  Key: newPhotoKey(folder, userId, type),
  Size: 8,
  LastModified: new Date("2027-01-15T08:00:00Z"),
});

test("photos of all folders are listed once, page by page", async () => {
  const objects = PHOTO_FOLDERS.flatMap((folder) => Array.from({ length: 130 }, () => object(folder)));
  const deps = { s3: bucketWith(objects), bucket: "photos" };
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const { photos, nextCursor } = await exportPhotos(deps, userId, cursor);
    expect(photos.length).toBeLessThanOrEqual(100);
    keys.push(...photos.map(({ photoKey }) => photoKey));
    cursor = nextCursor;
  } while (cursor !== undefined);
  expect(keys).toEqual(objects.map(({ Key }) => Key).sort());
});

test("a photo in Glacier has no link, since S3 would refuse it", async () => {
  const objects: _Object[] = [{ ...object("archive"), StorageClass: "GLACIER" }, object("profiles")];
  const deps = { s3: bucketWith(objects), bucket: "photos" };
  const { photos } = await exportPhotos(deps, userId, undefined);
  expect(photos[0]).toEqual({
    ...{ photoKey: objects[0]?.Key, size: 8, storedAt: "2027-01-15T08:00:00.000Z" },
  });
  const url = new URL(photos[1]?.url ?? "");
  expect(url.pathname).toBe(`/${String(objects[1]?.Key)}`);
  expect(url.searchParams.get("X-Amz-Expires")).toBe("300");
});
