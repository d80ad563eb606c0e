import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, found, needed, tagChanges, tagList, tagRecord, tags, text } from "../shared";

const notFound = ["NoSuchEntityException", "NoSuchEntity"];
/** IAM keeps five versions of a policy. */
const maxVersions = 5;

/** A managed policy. */
export const policy: ResourceType = {
  token: "aws:iam/policy:Policy",
  properties: {
    name: { replace: true, autoname: true },
    namePrefix: { replace: true, writeOnly: true },
    path: { replace: true, default: "/" },
    description: { replace: true, default: "" },
    policy: { json: true, required: true },
    tags,
  },
  stable: ["arn", "policyId"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.iam();
    const made = await client.send(
      new CreatePolicyCommand({
        PolicyName: needed(inputs, "name"),
        Path: text(inputs, "path") ?? "/",
        Description: text(inputs, "description"),
        PolicyDocument: needed(inputs, "policy"),
        Tags: tagList(inputs),
      }),
    );
    return finish(() => readPolicy(made.Policy?.Arn ?? "", context));
  },

  read: readPolicy,

  async update(id, old, next, changed, context) {
    const client = context.clients.iam();
    return finish(
      () => readPolicy(id, context),
      () => (changed.has("policy") ? newVersion(client, id, needed(next, "policy")) : undefined),
      () => (changed.has("tags") ? setTags(client, id, old, next) : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    const client = clients.iam();
    for (const { VersionId, IsDefaultVersion } of await versions(client, id)) {
      if (!IsDefaultVersion) await client.send(new DeletePolicyVersionCommand({ PolicyArn: id, VersionId }));
    }
    await client.send(new DeletePolicyCommand({ PolicyArn: id }));
  },

  async locate(inputs, { clients, accountId }) {
    const client = clients.iam();
    const PolicyArn = `arn:aws:iam::${accountId}:policy${text(inputs, "path") ?? "/"}${needed(inputs, "name")}`;
    return (await found(notFound, () => client.send(new GetPolicyCommand({ PolicyArn })))) && PolicyArn;
  },
};

async function readPolicy(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.iam();
  const response = (await found(notFound, () => client.send(new GetPolicyCommand({ PolicyArn: id }))))
    ?.Policy;
  if (response === undefined) return undefined;
  const [version, live] = await Promise.all([
    client.send(new GetPolicyVersionCommand({ PolicyArn: id, VersionId: response.DefaultVersionId })),
    client.send(new ListPolicyTagsCommand({ PolicyArn: id })),
  ]);
  return {
    id,
    inputs: compact({
      name: response.PolicyName,
      path: response.Path,
      description: response.Description ?? "",
      policy: decodeURIComponent(version.PolicyVersion?.Document ?? ""),
      tags: tagRecord(live.Tags),
    }),
    outputs: { arn: id, policyId: response.PolicyId ?? "", attachmentCount: response.AttachmentCount ?? 0 },
  };
}

async function versions(client: IAMClient, PolicyArn: string) {
  return (await client.send(new ListPolicyVersionsCommand({ PolicyArn }))).Versions ?? [];
}

async function newVersion(client: IAMClient, PolicyArn: string, PolicyDocument: string): Promise<void> {
  const kept = await versions(client, PolicyArn);
  if (kept.length >= maxVersions) {
    const age = ({ CreateDate }: { CreateDate?: Date | undefined }): number => CreateDate?.getTime() ?? 0;
    const oldest = kept
      .filter(({ IsDefaultVersion }) => !IsDefaultVersion)
      .sort((a, b) => age(a) - age(b))[0];
    await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest?.VersionId }));
  }
  await client.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
}

async function setTags(client: IAMClient, PolicyArn: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) await client.send(new UntagPolicyCommand({ PolicyArn, TagKeys: removed }));
  if (set.length > 0) await client.send(new TagPolicyCommand({ PolicyArn, Tags: set }));
}
