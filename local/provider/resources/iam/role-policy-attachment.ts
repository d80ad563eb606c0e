import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import type { ResourceType } from "../resource";
import { found, needed } from "../shared";
import { notFound } from "./role-policy";

export const rolePolicyAttachment: ResourceType = {
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
    await clients.iam().send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    return { id: `${RoleName}/${PolicyArn}`, inputs, outputs: {} };
  },

  async read(id, { clients }) {
    const { RoleName, PolicyArn } = attachmentOf(id);
    const client = clients.iam();
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
    await clients.iam().send(new DetachRolePolicyCommand(attachmentOf(id)));
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
