import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";

/** Deletes all objects below a prefix, with all versions and delete markers. Idempotent. */
export async function deleteVersions(client: S3Client, Bucket: string, Prefix: string): Promise<void> {
  for (;;) {
    // Always the first page: the ones before it are deleted.
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket, Prefix }),
    );
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    const [error] = Errors;
    if (error !== undefined) throw new Error(`S3 did not delete all photos: ${String(error.Code)}`);
  }
}
