import {
  type BucketLifecycleConfiguration,
  type CORSRule,
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type LoggingEnabled,
  type OwnershipControlsRule,
  type PublicAccessBlockConfiguration,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  type PutBucketLifecycleConfigurationCommandInput,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  type ServerSideEncryptionRule,
  type VersioningConfiguration,
} from "@aws-sdk/client-s3";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, found, fromApi, needed, object, objects, type Shape, text, toApi } from "../shared";
import { noBucket } from "./bucket";
import { cors, encryption, lifecycle, logging, ownership, publicAccess, versioning } from "./shapes";

/** One setting of a bucket. */
interface Setting {
  /** Type name, e.g. `BucketVersioning`. */
  name: string;
  shape: Shape;
  /** S3's error when the bucket does not have the setting. */
  unset?: string;
  get(client: S3Client, bucket: string): Promise<Values | undefined>;
  put(client: S3Client, bucket: string, inputs: Values): Promise<unknown>;
  remove(client: S3Client, bucket: string, inputs: Values): Promise<unknown>;
}

type LifecycleRequest = BucketLifecycleConfiguration &
  Pick<PutBucketLifecycleConfigurationCommandInput, "TransitionDefaultMinimumObjectSize">;

const settings: readonly Setting[] = [
  {
    name: "BucketVersioning",
    shape: versioning,
    async get(client, Bucket) {
      const { Status, MFADelete } = await client.send(new GetBucketVersioningCommand({ Bucket }));
      // A bucket that never had versions has no status.
      if (Status === undefined) return undefined;
      return { versioningConfiguration: compact({ status: Status, mfaDelete: MFADelete }) };
    },
    put: (client, Bucket, inputs) => putVersioning(client, Bucket, versioningOf(inputs)),
    // Versions cannot be turned off, only suspended. A bucket that never had them has nothing to suspend.
    remove: (client, Bucket, inputs) =>
      text(object(inputs, "versioningConfiguration"), "status") === "Disabled"
        ? Promise.resolve()
        : putVersioning(client, Bucket, { Status: "Suspended" }),
  },
  {
    name: "BucketServerSideEncryptionConfiguration",
    shape: encryption,
    async get(client, Bucket) {
      const response = await client.send(new GetBucketEncryptionCommand({ Bucket }));
      const Rules = response.ServerSideEncryptionConfiguration?.Rules ?? [];
      // Every bucket is encrypted. By default the emulator returns a bucket key, too.
      const [only] = Rules;
      const isDefault =
        only?.BucketKeyEnabled === false &&
        only.ApplyServerSideEncryptionByDefault?.SSEAlgorithm === "AES256";
      return isDefault ? undefined : fromApi({ Rules }, encryption);
    },
    put: (client, Bucket, inputs) => {
      const { Rules } = toApi(inputs, encryption) as { Rules: ServerSideEncryptionRule[] };
      for (const rule of Rules) if (rule.BucketKeyEnabled === false) delete rule.BucketKeyEnabled;
      return client.send(
        new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }),
      );
    },
    remove: (client, Bucket) => client.send(new DeleteBucketEncryptionCommand({ Bucket })),
  },
  {
    name: "BucketPublicAccessBlock",
    shape: publicAccess,
    unset: "NoSuchPublicAccessBlockConfiguration",
    async get(client, Bucket) {
      const response = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
      return fromApi(response.PublicAccessBlockConfiguration, publicAccess);
    },
    put: (client, Bucket, inputs) => {
      const all = { blockPublicAcls: false, blockPublicPolicy: false, ignorePublicAcls: false };
      const asked = toApi({ ...all, restrictPublicBuckets: false, ...inputs }, publicAccess);
      const PublicAccessBlockConfiguration = asked as PublicAccessBlockConfiguration;
      return client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    },
    remove: (client, Bucket) => client.send(new DeletePublicAccessBlockCommand({ Bucket })),
  },
  {
    name: "BucketLogging",
    shape: logging,
    async get(client, Bucket) {
      const { LoggingEnabled } = await client.send(new GetBucketLoggingCommand({ Bucket }));
      return LoggingEnabled && fromApi(LoggingEnabled, logging);
    },
    put: (client, Bucket, inputs) => {
      const LoggingEnabled = toApi(inputs, logging) as LoggingEnabled;
      return client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
    },
    remove: (client, Bucket) => client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} })),
  },
  {
    name: "BucketOwnershipControls",
    shape: ownership,
    unset: "OwnershipControlsNotFoundError",
    async get(client, Bucket) {
      const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      return fromApi({ Rule: OwnershipControls?.Rules?.[0] }, ownership);
    },
    put: (client, Bucket, inputs) => {
      const { Rule } = toApi(inputs, ownership) as { Rule: OwnershipControlsRule };
      return client.send(
        new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [Rule] } }),
      );
    },
    remove: (client, Bucket) => client.send(new DeleteBucketOwnershipControlsCommand({ Bucket })),
  },
  {
    name: "BucketCorsConfiguration",
    shape: cors,
    unset: "NoSuchCORSConfiguration",
    get: async (client, Bucket) => fromApi(await client.send(new GetBucketCorsCommand({ Bucket })), cors),
    put: (client, Bucket, inputs) => {
      const CORSConfiguration = toApi(inputs, cors) as { CORSRules: CORSRule[] };
      return client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
    },
    remove: (client, Bucket) => client.send(new DeleteBucketCorsCommand({ Bucket })),
  },
  {
    name: "BucketLifecycleConfiguration",
    shape: lifecycle,
    unset: "NoSuchLifecycleConfiguration",
    async get(client, Bucket) {
      return fromApi(await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })), lifecycle);
    },
    put: (client, Bucket, inputs) => {
      const rules = objects(inputs, "rules").map((rule) => ({ filter: { prefix: "" }, ...rule }));
      const request = toApi({ ...inputs, rules }, lifecycle) as LifecycleRequest;
      const { TransitionDefaultMinimumObjectSize, ...LifecycleConfiguration } = request;
      return client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration,
          TransitionDefaultMinimumObjectSize,
        }),
      );
    },
    remove: (client, Bucket) => client.send(new DeleteBucketLifecycleCommand({ Bucket })),
  },
];

/** The settings of a bucket, one resource type each. The id is the bucket's name. */
export const bucketSettings: readonly ResourceType[] = settings.map(resourceType);

function resourceType(setting: Setting): ResourceType {
  const file = setting.name.charAt(0).toLowerCase() + setting.name.slice(1);
  const notFound = [...noBucket, ...(setting.unset === undefined ? [] : [setting.unset])];

  const read = async (id: string, { clients }: Context): Promise<State | undefined> => {
    const client = clients.s3();
    const response = await found(notFound, () => setting.get(client, id));
    return response === undefined ? undefined : { id, inputs: { bucket: id, ...response }, outputs: {} };
  };
  const put = async (inputs: Values, context: Context): Promise<State> => {
    const id = needed(inputs, "bucket");
    await setting.put(context.clients.s3(), id, inputs);
    return finish(() => read(id, context));
  };

  return {
    token: `aws:s3/${file}:${setting.name}`,
    properties: { bucket: { replace: true, required: true }, ...setting.shape },
    stable: [],
    identity: ["bucket"],
    notFound,
    create: put,
    read,
    update: (_id, _old, next, _changed, context) => put(next, context),
    async delete(id, inputs, { clients }) {
      await setting.remove(clients.s3(), id, inputs);
    },
    async locate(inputs, context) {
      return (await read(needed(inputs, "bucket"), context))?.id;
    },
  };
}

function versioningOf(inputs: Values): VersioningConfiguration {
  const request = toApi(inputs, versioning) as { VersioningConfiguration: VersioningConfiguration };
  return request.VersioningConfiguration;
}

async function putVersioning(
  client: S3Client,
  Bucket: string,
  VersioningConfiguration: VersioningConfiguration,
): Promise<void> {
  // Not a status of S3: it means a bucket that never had versions.
  if ((VersioningConfiguration.Status as string) === "Disabled") return;
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
}
