import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { ResourceType } from "../resource";
import { found, needed, text } from "../shared";
import { asWritten, withoutUnknownConditions } from "./conditions";

export const notFound = ["NoSuchEntityException", "NoSuchEntity"];

export const rolePolicy: ResourceType = {
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
    await clients.iam().send(
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
    const response = await clients.iam().send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const live = decodeURIComponent(response.PolicyDocument ?? "");
    const document = asWritten(live, text(last ?? {}, "policy"));
    return { id, inputs: { role: RoleName, name: PolicyName, policy: document }, outputs: {} };
  },

  update(_id, _old, next, _changed, context) {
    return rolePolicy.create(next, context);
  },

  async delete(id, _inputs, { clients }) {
    const [RoleName = "", PolicyName = ""] = id.split(":");
    await clients.iam().send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  },

  async locate(inputs, context) {
    const id = `${needed(inputs, "role")}:${needed(inputs, "name")}`;
    return (await found(notFound, () => rolePolicy.read(id, context, undefined)))?.id;
  },
};
