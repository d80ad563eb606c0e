import type { JsonClient } from "../../clients/signed";
import { same } from "../../properties/canonical";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  compact,
  finish,
  flag,
  found,
  needed,
  number,
  object,
  objects,
  record,
  tagChanges,
  tags,
  text,
} from "../shared";

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
    const kms = context.clients.json("kms");
    const { KeyMetadata } = await kms.call("CreateKey", {
      Description: text(inputs, "description") ?? "",
      KeyUsage: text(inputs, "keyUsage"),
      KeySpec: text(inputs, "customerMasterKeySpec"),
      MultiRegion: flag(inputs, "multiRegion") ?? false,
      Policy: text(inputs, "policy"),
      BypassPolicyLockoutSafetyCheck: flag(inputs, "bypassPolicyLockoutSafetyCheck"),
      Tags: tagPairs(record(inputs, "tags")),
    });
    const id = needed((KeyMetadata ?? {}) as Values, "KeyId");
    return finish(
      () => read(id, context, inputs),
      () => (flag(inputs, "enableKeyRotation") ? setRotation(kms, id, inputs) : undefined),
      () => (flag(inputs, "isEnabled") === false ? kms.call("DisableKey", { KeyId: id }) : undefined),
    );
  },

  read,

  async update(id, old, next, changed, context) {
    const kms = context.clients.json("kms");
    const KeyId = id;
    const rotation = changed.has("enableKeyRotation") || changed.has("rotationPeriodInDays");
    const enabled = flag(next, "isEnabled") ?? true;
    return finish(
      () => read(id, context, next),
      // A disabled key accepts no other change.
      () => (changed.has("isEnabled") && enabled ? kms.call("EnableKey", { KeyId }) : undefined),
      () =>
        changed.has("description")
          ? kms.call("UpdateKeyDescription", { KeyId, Description: text(next, "description") ?? "" })
          : undefined,
      () =>
        changed.has("policy")
          ? putPolicy(kms, id, text(next, "policy") ?? defaultPolicy(context), next)
          : undefined,
      () => (rotation ? setRotation(kms, id, next) : undefined),
      () => (changed.has("tags") ? setTags(kms, id, old, next) : undefined),
      () => (changed.has("isEnabled") && !enabled ? kms.call("DisableKey", { KeyId }) : undefined),
    );
  },

  async delete(id, inputs, context) {
    if ((await describe(context, id)) === undefined) return;
    const PendingWindowInDays = number(inputs, "deletionWindowInDays") ?? 30;
    await context.clients.json("kms").call("ScheduleKeyDeletion", { KeyId: id, PendingWindowInDays });
  },

  /** A key has no name: its description, usage and tags identify it. */
  async locate(inputs, context) {
    const { Keys } = await context.clients.json("kms").call("ListKeys", {});
    for (const listed of objects({ Keys: Keys ?? [] }, "Keys")) {
      const state = await read(needed(listed, "KeyId"), context, undefined);
      const alike = ["description", "keyUsage", "customerMasterKeySpec", "tags"].every((name) =>
        same(inputs[name], state?.inputs[name], key.properties[name] ?? {}),
      );
      if (state !== undefined && alike) return state.id;
    }
    return undefined;
  },
};

/** The service's description of a key; `undefined` for one that is scheduled for deletion. */
export async function describe({ clients }: Context, KeyId: string): Promise<Values | undefined> {
  const response = await found(notFound, () => clients.json("kms").call("DescribeKey", { KeyId }));
  if (response === undefined) return undefined;
  const metadata = object(response, "KeyMetadata");
  return text(metadata, "KeyState")?.startsWith("Pending") ? undefined : metadata;
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const response = await describe(context, id);
  if (response === undefined) return undefined;
  const kms = context.clients.json("kms");
  const KeyId = needed(response, "KeyId");
  const [rotation, policy, live] = [
    await kms.call("GetKeyRotationStatus", { KeyId }),
    text(await kms.call("GetKeyPolicy", { KeyId, PolicyName: "default" }), "Policy"),
    await kms.call("ListResourceTags", { KeyId }),
  ];
  return {
    id: KeyId,
    inputs: compact({
      description: response["Description"],
      keyUsage: response["KeyUsage"],
      customerMasterKeySpec: response["KeySpec"],
      multiRegion: response["MultiRegion"],
      // It may be a resource of its own, and every key has one.
      policy: last !== undefined && "policy" in last ? policy : undefined,
      isEnabled: response["Enabled"],
      enableKeyRotation: rotation["KeyRotationEnabled"],
      rotationPeriodInDays: rotation["RotationPeriodInDays"],
      tags: Object.fromEntries(
        objects(live, "Tags").map((tag) => [needed(tag, "TagKey"), needed(tag, "TagValue")]),
      ),
    }),
    outputs: compact({ arn: response["Arn"], keyId: KeyId, policy }),
  };
}

/** Sets the policy of a key. */
export async function putPolicy(
  kms: JsonClient,
  KeyId: string,
  Policy: string,
  inputs: Values,
): Promise<void> {
  const BypassPolicyLockoutSafetyCheck = flag(inputs, "bypassPolicyLockoutSafetyCheck");
  await kms.call("PutKeyPolicy", { KeyId, PolicyName: "default", Policy, BypassPolicyLockoutSafetyCheck });
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

async function setRotation(kms: JsonClient, KeyId: string, inputs: Values): Promise<void> {
  // The period is returned even for a key that is no longer rotated.
  const RotationPeriodInDays = number(inputs, "rotationPeriodInDays") ?? 365;
  await kms.call("EnableKeyRotation", { KeyId, RotationPeriodInDays });
  if (!flag(inputs, "enableKeyRotation")) await kms.call("DisableKeyRotation", { KeyId });
}

const tagPairs = (of: Record<string, string>) =>
  Object.entries(of).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

async function setTags(kms: JsonClient, KeyId: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) await kms.call("UntagResource", { KeyId, TagKeys: removed });
  const Tags = set.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));
  if (Tags.length > 0) await kms.call("TagResource", { KeyId, Tags });
}
