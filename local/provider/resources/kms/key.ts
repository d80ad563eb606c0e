import {
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KeyMetadata,
  type KeySpec,
  type KeyUsageType,
  type KMSClient,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { same } from "../../properties/canonical";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, flag, found, number, tagChanges, tagList, tags, text } from "../shared";

/** KMS's not-found error. */
export const notFound = ["NotFoundException"];

/** A key. Deleting it schedules its deletion, as on AWS. */
export const key: ResourceType = {
  token: "aws:kms/key:Key",
  properties: {
    description: { default: "" },
    keyUsage: { replace: true, default: "ENCRYPT_DECRYPT" },
    customerMasterKeySpec: { replace: true, default: "SYMMETRIC_DEFAULT" },
    multiRegion: { replace: true, default: false },
    policy: { json: true },
    bypassPolicyLockoutSafetyCheck: { default: false, writeOnly: true },
    deletionWindowInDays: { writeOnly: true },
    isEnabled: { default: true },
    enableKeyRotation: { default: false },
    rotationPeriodInDays: { default: 365 },
    tags,
  },
  stable: ["arn", "keyId"],
  notFound,

  async create(inputs, context) {
    const kms = context.clients.kms();
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        Description: text(inputs, "description") ?? "",
        KeyUsage: text(inputs, "keyUsage") as KeyUsageType | undefined,
        KeySpec: text(inputs, "customerMasterKeySpec") as KeySpec | undefined,
        MultiRegion: flag(inputs, "multiRegion") ?? false,
        Policy: text(inputs, "policy"),
        BypassPolicyLockoutSafetyCheck: flag(inputs, "bypassPolicyLockoutSafetyCheck"),
        Tags: tagPairs(tagList(inputs)),
      }),
    );
    const id = KeyMetadata?.KeyId ?? "";
    return finish(
      () => read(id, context, inputs),
      () => (flag(inputs, "enableKeyRotation") ? setRotation(kms, id, inputs) : undefined),
      () =>
        flag(inputs, "isEnabled") === false ? kms.send(new DisableKeyCommand({ KeyId: id })) : undefined,
    );
  },

  read,

  async update(id, old, next, changed, context) {
    const kms = context.clients.kms();
    const KeyId = id;
    const rotation = changed.has("enableKeyRotation") || changed.has("rotationPeriodInDays");
    const enabled = flag(next, "isEnabled") ?? true;
    return finish(
      () => read(id, context, next),
      // A disabled key accepts no other change.
      () => (changed.has("isEnabled") && enabled ? kms.send(new EnableKeyCommand({ KeyId })) : undefined),
      () =>
        changed.has("description")
          ? kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: text(next, "description") ?? "" }))
          : undefined,
      () =>
        changed.has("policy")
          ? putPolicy(kms, id, text(next, "policy") ?? defaultPolicy(context), next)
          : undefined,
      () => (rotation ? setRotation(kms, id, next) : undefined),
      () => (changed.has("tags") ? setTags(kms, id, old, next) : undefined),
      () => (changed.has("isEnabled") && !enabled ? kms.send(new DisableKeyCommand({ KeyId })) : undefined),
    );
  },

  async delete(id, inputs, context) {
    if ((await describe(context, id)) === undefined) return;
    const PendingWindowInDays = number(inputs, "deletionWindowInDays") ?? 30;
    const request = new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays });
    await context.clients.kms().send(request);
  },

  /** A key has no name: its description, usage and tags identify it. */
  async locate(inputs, context) {
    const { Keys = [] } = await context.clients.kms().send(new ListKeysCommand({}));
    for (const { KeyId = "" } of Keys) {
      const state = await read(KeyId, context, undefined);
      const alike = ["description", "keyUsage", "customerMasterKeySpec", "tags"].every((name) =>
        same(inputs[name], state?.inputs[name], key.properties[name] ?? {}),
      );
      if (state !== undefined && alike) return state.id;
    }
    return undefined;
  },
};

/** The service's description of a key; `undefined` for one that is scheduled for deletion. */
export async function describe({ clients }: Context, KeyId: string): Promise<KeyMetadata | undefined> {
  const response = await found(notFound, () => clients.kms().send(new DescribeKeyCommand({ KeyId })));
  const metadata = response?.KeyMetadata;
  return metadata?.KeyState?.startsWith("Pending") ? undefined : metadata;
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const response = await describe(context, id);
  if (response === undefined) return undefined;
  const kms = context.clients.kms();
  const { KeyId = "" } = response;
  const rotation = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
  const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
  return {
    id: KeyId,
    inputs: compact({
      description: response.Description,
      keyUsage: response.KeyUsage,
      customerMasterKeySpec: response.KeySpec,
      multiRegion: response.MultiRegion,
      // It may be a resource of its own, and every key has one.
      policy: last !== undefined && "policy" in last ? Policy : undefined,
      isEnabled: response.Enabled,
      enableKeyRotation: rotation.KeyRotationEnabled,
      rotationPeriodInDays: rotation.RotationPeriodInDays,
      tags: Object.fromEntries(Tags.map(({ TagKey = "", TagValue = "" }) => [TagKey, TagValue])),
    }),
    outputs: compact({ arn: response.Arn, keyId: KeyId, policy: Policy }),
  };
}

/** Sets the policy of a key. */
export async function putPolicy(
  kms: KMSClient,
  KeyId: string,
  Policy: string,
  inputs: Values,
): Promise<void> {
  const BypassPolicyLockoutSafetyCheck = flag(inputs, "bypassPolicyLockoutSafetyCheck");
  await kms.send(
    new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy, BypassPolicyLockoutSafetyCheck }),
  );
}

/** The default policy of a key: IAM policies of the account decide. */
export const defaultPolicy = ({ accountId }: Context): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });

async function setRotation(kms: KMSClient, KeyId: string, inputs: Values): Promise<void> {
  // The period is returned even for a key that is no longer rotated.
  const RotationPeriodInDays = number(inputs, "rotationPeriodInDays") ?? 365;
  await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays }));
  if (!flag(inputs, "enableKeyRotation")) await kms.send(new DisableKeyRotationCommand({ KeyId }));
}

/** Tags in the form that KMS takes. */
const tagPairs = (list: ReturnType<typeof tagList>) =>
  list.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));

async function setTags(kms: KMSClient, KeyId: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) await kms.send(new UntagResourceCommand({ KeyId, TagKeys: removed }));
  if (set.length > 0) await kms.send(new TagResourceCommand({ KeyId, Tags: tagPairs(set) }));
}
