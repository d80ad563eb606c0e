import {
  CreateUsagePlanKeyCommand,
  DeleteUsagePlanKeyCommand,
  GetUsagePlanKeyCommand,
} from "@aws-sdk/client-api-gateway";
import type { Context, ResourceType, State, Values } from "../resource";
import { described, finish, found, needed, replaced } from "../shared";
import { notFound } from "./errors";

/**
 * `aws:apigateway/usagePlanKey:UsagePlanKey`. Its id is that of the key; `plan/key` imports it.
 * Every change replaces it.
 */
export const usagePlanKey: ResourceType = {
  token: "aws:apigateway/usagePlanKey:UsagePlanKey",
  properties: { keyId: replaced, keyType: replaced, usagePlanId: replaced },
  identity: ["keyId", "usagePlanId"],
  secretOutputs: ["value"],
  stable: ["name", "value"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.apiGateway();
    const { usagePlanId, keyId } = targetOf(inputs);
    await client.send(
      new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: needed(inputs, "keyType") }),
    );
    return finish(() => read(keyId, context, inputs));
  },

  read,

  update: () => Promise.reject(new Error("the place of a key in a plan is replaced, never changed")),

  async delete(_id, inputs, context) {
    const client = context.clients.apiGateway();
    await client.send(new DeleteUsagePlanKeyCommand(targetOf(inputs)));
  },

  async locate(inputs, context) {
    return (await read(targetOf(inputs).keyId, context, inputs))?.id;
  },
};

const targetOf = (inputs: Values): { usagePlanId: string; keyId: string } => ({
  usagePlanId: needed(inputs, "usagePlanId"),
  keyId: needed(inputs, "keyId"),
});

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const client = context.clients.apiGateway();
  const [usagePlanId = "", keyId = ""] = last === undefined ? id.split("/") : Object.values(targetOf(last));
  const key = await found(notFound, () => client.send(new GetUsagePlanKeyCommand({ usagePlanId, keyId })));
  if (key === undefined) return undefined;
  return described(keyId, { usagePlanId, keyId, keyType: key.type }, { name: key.name, value: key.value });
}
