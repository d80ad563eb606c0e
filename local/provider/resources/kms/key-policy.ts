import { GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import type { Context, ResourceType, State, Values } from "../resource";
import { finish, found, needed, text } from "../shared";
import { defaultPolicy, describe, notFound, putPolicy } from "./key";
import { asNamed } from "./alias";

/** The policy of a key. Its id is that of the key. Deleting it restores the default policy. */
export const keyPolicy: ResourceType = {
  token: "aws:kms/keyPolicy:KeyPolicy",
  properties: {
    keyId: { replace: true, required: true },
    policy: { json: true, required: true },
    bypassPolicyLockoutSafetyCheck: { default: false, writeOnly: true },
  },
  stable: [],
  identity: ["keyId"],
  notFound,

  async create(inputs, context) {
    const keyId = needed(inputs, "keyId");
    await putPolicy(context.clients.kms(), keyId, needed(inputs, "policy"), inputs);
    return finish(() => readPolicy(keyId, context, inputs));
  },

  read: readPolicy,
  update: (_id, _old, next, _changed, context) => keyPolicy.create(next, context),

  async delete(id, inputs, context) {
    await putPolicy(context.clients.kms(), id, defaultPolicy(context), inputs);
  },

  async locate(inputs, context) {
    return (await readPolicy(needed(inputs, "keyId"), context, inputs))?.id;
  },
};

async function readPolicy(id: string, context: Context, last?: Values): Promise<State | undefined> {
  // The policy is deleted with its key.
  if ((await describe(context, id)) === undefined) return undefined;
  const query = new GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" });
  const policy = (await found(notFound, () => context.clients.kms().send(query)))?.Policy;
  if (policy === undefined) return undefined;
  const keyId = id.split("/").at(-1) ?? id;
  return { id: keyId, inputs: { keyId: asNamed(keyId, text(last ?? {}, "keyId")), policy }, outputs: {} };
}
