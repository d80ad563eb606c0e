import {
  AttachRolePolicyCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { ResourceType } from "../resource";
import { asWritten, withoutUnknownConditions } from "./iam-conditions";
import { openIdConnectProvider } from "./iam-oidc-provider";
import { policy } from "./iam-policy";
import { role } from "./iam-role";
import { found, needed, text } from "./shared";

const notFound = ["NoSuchEntityException", "NoSuchEntity"];

const rolePolicy: ResourceType = {
  token: "aws:iam/rolePolicy:RolePolicy",
  properties: {
    name: { replace: true, autoname: true },
    namePrefix: { replace: true, writeOnly: true },
    role: { replace: true, required: true },
    policy: { json: true, required: true },
  },
  stable: ["name", "role"],
  identity: ["role", "name"],
  notFound,

  async create(inputs, { clients }) {
    const [RoleName, PolicyName] = [needed(inputs, "role"), needed(inputs, "name")];
    await (
      await clients.iam()
    ).send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName,
        PolicyDocument: withoutUnknownConditions(needed(inputs, "policy")),
      }),
    );
    return { id: `${RoleName}:${PolicyName}`, inputs, outputs: {} };
  },

  async read(id, { clients }, last) {
    const [RoleName = "", PolicyName = ""] = id.split(":");
    const told = await (await clients.iam()).send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const live = decodeURIComponent(told.PolicyDocument ?? "");
    const document = asWritten(live, text(last ?? {}, "policy"));
    return { id, inputs: { role: RoleName, name: PolicyName, policy: document }, outputs: {} };
  },

  update(_id, _old, next, _changed, context) {
    return rolePolicy.create(next, context);
  },

  async delete(id, _inputs, { clients }) {
    const [RoleName = "", PolicyName = ""] = id.split(":");
    await (await clients.iam()).send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  },

  async locate(inputs, context) {
    const id = `${needed(inputs, "role")}:${needed(inputs, "name")}`;
    return (await found(notFound, () => rolePolicy.read(id, context, undefined)))?.id;
  },
};

const rolePolicyAttachment: ResourceType = {
  token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  properties: {
    role: { replace: true, required: true },
    policyArn: { replace: true, required: true },
  },
  stable: ["role", "policyArn"],
  identity: ["role", "policyArn"],
  notFound,

  async create(inputs, { clients }) {
    const [RoleName, PolicyArn] = [needed(inputs, "role"), needed(inputs, "policyArn")];
    await (await clients.iam()).send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    return { id: `${RoleName}/${PolicyArn}`, inputs, outputs: {} };
  },

  async read(id, { clients }) {
    const { RoleName, PolicyArn } = attachmentOf(id);
    const client = await clients.iam();
    for (let Marker: string | undefined; ;) {
      const page = await client.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker }));
      if (page.AttachedPolicies?.some((attached) => attached.PolicyArn === PolicyArn)) {
        return { id, inputs: { role: RoleName, policyArn: PolicyArn }, outputs: {} };
      }
      Marker = page.IsTruncated ? page.Marker : undefined;
      if (Marker === undefined) return undefined;
    }
  },

  /** Every property replaces. */
  update(_id, _old, next, _changed, context) {
    return rolePolicyAttachment.create(next, context);
  },

  async delete(id, _inputs, { clients }) {
    await (await clients.iam()).send(new DetachRolePolicyCommand(attachmentOf(id)));
  },

  async locate(inputs, context) {
    const id = `${needed(inputs, "role")}/${needed(inputs, "policyArn")}`;
    return (await found(notFound, () => rolePolicyAttachment.read(id, context, undefined)))?.id;
  },
};

function attachmentOf(id: string): { RoleName: string; PolicyArn: string } {
  const slash = id.indexOf("/");
  return { RoleName: id.slice(0, slash), PolicyArn: id.slice(slash + 1) };
}

/** Resource types of IAM. */
export const iamTypes: readonly ResourceType[] = [
  role,
  rolePolicy,
  policy,
  rolePolicyAttachment,
  openIdConnectProvider,
];
