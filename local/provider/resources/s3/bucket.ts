import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Context, ResourceType, State, Values } from "../resource";
import { finish, flag, found, needed, tagList, tagRecord, tags } from "../shared";

/** S3's errors for a missing bucket. A HEAD request returns a status only. */
export const noBucket = ["NoSuchBucket", "NotFound"];

/** A bucket. Its settings are resources of their own. */
export const bucket: ResourceType = {
  token: "aws:s3/bucket:Bucket",
  properties: {
    bucket: { replace: true, autoname: true },
    bucketPrefix: { replace: true, writeOnly: true },
    forceDestroy: { default: false, writeOnly: true },
    objectLockEnabled: { replace: true, default: false },
    tags,
  },
  stable: ["arn", "bucketDomainName", "bucketRegion", "bucketRegionalDomainName", "hostedZoneId"],
  identity: ["bucket"],
  notFound: noBucket,

  async create(inputs, context) {
    const client = context.clients.s3();
    const Bucket = needed(inputs, "bucket");
    // S3 rejects its default region when it is named.
    const elsewhere = context.region !== "us-east-1";
    const LocationConstraint = context.region as BucketLocationConstraint;
    await client.send(
      new CreateBucketCommand({
        Bucket,
        ObjectLockEnabledForBucket: flag(inputs, "objectLockEnabled") ?? false,
        ...(elsewhere ? { CreateBucketConfiguration: { LocationConstraint } } : {}),
      }),
    );
    return finish(
      () => readBucket(Bucket, context),
      () => (tagList(inputs).length > 0 ? setTags(client, Bucket, inputs) : undefined),
    );
  },

  read: readBucket,

  async update(id, _old, next, changed, context) {
    const client = context.clients.s3();
    return finish(
      () => readBucket(id, context),
      () => (changed.has("tags") ? setTags(client, id, next) : undefined),
    );
  },

  async delete(id, inputs, { clients, signal }) {
    const client = clients.s3();
    if (flag(inputs, "forceDestroy")) await empty(client, id, signal);
    await client.send(new DeleteBucketCommand({ Bucket: id }));
  },

  async locate(inputs, context) {
    return (await readBucket(needed(inputs, "bucket"), context))?.id;
  },
};

/** Hosted zone of S3 in us-east-1, for DNS aliases to a bucket. */
const hostedZoneId = "Z3AQBSTGFJJCNS";

async function readBucket(id: string, { clients, region }: Context): Promise<State | undefined> {
  const client = clients.s3();
  const Bucket = id;
  const head = await found(noBucket, () => client.send(new HeadBucketCommand({ Bucket })));
  if (head === undefined) return undefined;
  const [tagged, lock] = await Promise.all([
    found(["NoSuchTagSet"], () => client.send(new GetBucketTaggingCommand({ Bucket }))),
    found(["ObjectLockConfigurationNotFoundError"], () =>
      client.send(new GetObjectLockConfigurationCommand({ Bucket })),
    ),
  ]);
  return {
    id,
    inputs: {
      bucket: id,
      objectLockEnabled: lock?.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled",
      tags: tagRecord(tagged?.TagSet),
    },
    outputs: {
      arn: `arn:aws:s3:::${id}`,
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegion: head.BucketRegion ?? region,
      bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
      hostedZoneId,
    },
  };
}

async function setTags(client: S3Client, Bucket: string, inputs: Values): Promise<void> {
  const TagSet = tagList(inputs);
  if (TagSet.length === 0) await client.send(new DeleteBucketTaggingCommand({ Bucket }));
  else await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
}

/** Deletes every version of every object, a thousand per call. */
async function empty(client: S3Client, Bucket: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 1000 }),
    );
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors;
    if (first !== undefined) throw new Error(`${first.Key ?? ""} stays: ${first.Message ?? ""}`);
  }
}
