import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { canonical } from "../../properties/canonical";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  compact,
  finish,
  flag,
  found,
  needed,
  number,
  objects,
  strings,
  tagChanges,
  tagList,
  tagRecord,
  tags,
  text,
} from "../shared";
import { asWritten, withoutUnknownConditions } from "./conditions";

const notFound = ["NoSuchEntityException", "NoSuchEntity"];
const inlineProperty = { name: { required: true }, policy: { json: true, required: true } } as const;

/** A role. Policies of other resources are left alone unless the program lists policies here. */
export const role: ResourceType = {
  token: "aws:iam/role:Role",
  properties: {
    name: { replace: true, autoname: true },
    namePrefix: { replace: true, writeOnly: true },
    path: { replace: true, default: "/" },
    assumeRolePolicy: { json: true, required: true },
    description: { default: "" },
    maxSessionDuration: { default: 3600 },
    permissionsBoundary: { default: "" },
    forceDetachPolicies: { default: false, writeOnly: true },
    inlinePolicies: { set: true, of: inlineProperty },
    managedPolicyArns: { set: true },
    tags,
  },
  stable: ["arn", "uniqueId", "createDate"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.iam();
    const name = needed(inputs, "name");
    await client.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: text(inputs, "path") ?? "/",
        AssumeRolePolicyDocument: needed(inputs, "assumeRolePolicy"),
        Description: text(inputs, "description"),
        MaxSessionDuration: number(inputs, "maxSessionDuration"),
        PermissionsBoundary: text(inputs, "permissionsBoundary"),
        Tags: tagList(inputs),
      }),
    );
    return finish(
      () => readRole(name, context, inputs),
      () => setInline(client, name, {}, inputs),
      () => setManaged(client, name, {}, inputs),
    );
  },

  read: readRole,

  async update(id, old, next, changed, context) {
    const client = context.clients.iam();
    const RoleName = id;
    return finish(
      () => readRole(id, context, next),
      () =>
        changed.has("assumeRolePolicy")
          ? client.send(
              new UpdateAssumeRolePolicyCommand({
                RoleName,
                PolicyDocument: needed(next, "assumeRolePolicy"),
              }),
            )
          : undefined,
      // The emulator takes an empty description in this call only.
      () =>
        changed.has("description")
          ? client.send(
              new UpdateRoleDescriptionCommand({ RoleName, Description: text(next, "description") ?? "" }),
            )
          : undefined,
      () =>
        changed.has("maxSessionDuration")
          ? client.send(
              new UpdateRoleCommand({
                RoleName,
                MaxSessionDuration: number(next, "maxSessionDuration") ?? 3600,
              }),
            )
          : undefined,
      () => (changed.has("permissionsBoundary") ? setBoundary(client, id, next) : undefined),
      () => (changed.has("inlinePolicies") ? setInline(client, id, old, next) : undefined),
      () => (changed.has("managedPolicyArns") ? setManaged(client, id, old, next) : undefined),
      () => (changed.has("tags") ? setTags(client, id, old, next) : undefined),
    );
  },

  async delete(id, inputs, { clients }) {
    const client = clients.iam();
    const all = flag(inputs, "forceDetachPolicies") ?? false;
    if (all || isListed(inputs, "inlinePolicies")) {
      for (const PolicyName of await inlineNames(client, id)) {
        await client.send(new DeleteRolePolicyCommand({ RoleName: id, PolicyName }));
      }
    }
    if (all || isListed(inputs, "managedPolicyArns")) {
      for (const PolicyArn of await managedArns(client, id)) {
        await client.send(new DetachRolePolicyCommand({ RoleName: id, PolicyArn }));
      }
    }
    await client.send(new DeleteRoleCommand({ RoleName: id }));
  },

  async locate(inputs, { clients }) {
    const client = clients.iam();
    const RoleName = needed(inputs, "name");
    return (await found(notFound, () => client.send(new GetRoleCommand({ RoleName })))) && RoleName;
  },
};

async function readRole(
  id: string,
  { clients }: Context,
  last: Values | undefined,
): Promise<State | undefined> {
  const client = clients.iam();
  const response = (await found(notFound, () => client.send(new GetRoleCommand({ RoleName: id }))))?.Role;
  if (response === undefined) return undefined;
  const live = await client.send(new ListRoleTagsCommand({ RoleName: id }));
  return {
    id,
    inputs: compact({
      name: response.RoleName,
      path: response.Path,
      assumeRolePolicy: decodeURIComponent(response.AssumeRolePolicyDocument ?? ""),
      description: response.Description ?? "",
      maxSessionDuration: response.MaxSessionDuration,
      permissionsBoundary: response.PermissionsBoundary?.PermissionsBoundaryArn,
      inlinePolicies: isListed(last, "inlinePolicies") ? await inlinePolicies(client, id, last) : undefined,
      managedPolicyArns: isListed(last, "managedPolicyArns") ? await managedArns(client, id) : undefined,
      tags: tagRecord(live.Tags),
    }),
    outputs: {
      arn: response.Arn ?? "",
      uniqueId: response.RoleId ?? "",
      createDate: response.CreateDate?.toISOString().replace(".000Z", "Z") ?? "",
    },
  };
}

async function inlineNames(client: IAMClient, RoleName: string): Promise<string[]> {
  return ((await client.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames ?? []).sort();
}

/** Whether the program lists these policies and thereby excludes others. An empty list does not, as on AWS. */
function isListed(inputs: Values | undefined, property: string): inputs is Values {
  const list = inputs?.[property];
  return Array.isArray(list) && list.length > 0;
}

async function inlinePolicies(
  client: IAMClient,
  RoleName: string,
  last: Values,
): Promise<Record<string, string>[]> {
  const policies = [];
  for (const name of await inlineNames(client, RoleName)) {
    const response = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName: name }));
    const written = objects(last, "inlinePolicies").find((policy) => policy["name"] === name);
    const policy = asWritten(
      decodeURIComponent(response.PolicyDocument ?? ""),
      text(written ?? {}, "policy"),
    );
    policies.push({ name, policy });
  }
  return policies;
}

async function managedArns(client: IAMClient, RoleName: string): Promise<string[]> {
  const response = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return (response.AttachedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn).sort();
}

async function setInline(client: IAMClient, RoleName: string, old: Values, next: Values): Promise<void> {
  const [before, after] = [objects(old, "inlinePolicies"), objects(next, "inlinePolicies")];
  const known = new Set(before.map((policy) => canonical(policy, { of: inlineProperty })));
  for (const policy of before) {
    const PolicyName = needed(policy, "name");
    if (!after.some((other) => other["name"] === PolicyName)) {
      await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
  }
  for (const policy of after) {
    if (known.has(canonical(policy, { of: inlineProperty }))) continue;
    const PolicyName = needed(policy, "name");
    const PolicyDocument = withoutUnknownConditions(needed(policy, "policy"));
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  }
}

async function setManaged(client: IAMClient, RoleName: string, old: Values, next: Values): Promise<void> {
  const [before, after] = [strings(old, "managedPolicyArns"), strings(next, "managedPolicyArns")];
  for (const PolicyArn of before.filter((arn) => !after.includes(arn))) {
    await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  for (const PolicyArn of after.filter((arn) => !before.includes(arn))) {
    await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  }
}

async function setBoundary(client: IAMClient, RoleName: string, next: Values): Promise<void> {
  const PermissionsBoundary = text(next, "permissionsBoundary");
  if (PermissionsBoundary)
    await client.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
  else await client.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
}

async function setTags(client: IAMClient, RoleName: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) await client.send(new UntagRoleCommand({ RoleName, TagKeys: removed }));
  if (set.length > 0) await client.send(new TagRoleCommand({ RoleName, Tags: set }));
}
