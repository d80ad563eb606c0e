import type { Context, ResourceType, State, Values } from "../resource";
import { defaultPolicy, describe, key, notFound, putPolicy } from "./kms-key";
import { finish, found, needed, objects, text } from "./shared";

/** Another name of a key. Its id is the name, which begins with `alias/`. */
const alias: ResourceType = {
  token: "aws:kms/alias:Alias",
  properties: {
    name: { replace: true, autoname: { prefix: "alias/" } },
    namePrefix: { replace: true, writeOnly: true },
    targetKeyId: { required: true },
  },
  stable: ["arn"],
  notFound,

  async create(inputs, context) {
    const [AliasName, TargetKeyId] = [needed(inputs, "name"), needed(inputs, "targetKeyId")];
    await context.clients.json("kms").call("CreateAlias", { AliasName, TargetKeyId });
    return finish(() => readAlias(AliasName, context, inputs));
  },

  read: readAlias,

  async update(id, _old, next, _changed, context) {
    const request = { AliasName: id, TargetKeyId: needed(next, "targetKeyId") };
    await context.clients.json("kms").call("UpdateAlias", request);
    return finish(() => readAlias(id, context, next));
  },

  async delete(id, _inputs, { clients }) {
    await clients.json("kms").call("DeleteAlias", { AliasName: id });
  },

  async locate(inputs, context) {
    return (await readAlias(needed(inputs, "name"), context))?.id;
  },
};

async function readAlias(id: string, context: Context, last?: Values): Promise<State | undefined> {
  const { region, accountId } = context;
  const aliases = objects(await context.clients.json("kms").call("ListAliases", {}), "Aliases");
  const told = aliases.find(({ AliasName }) => AliasName === id);
  if (told === undefined) return undefined;
  const target = needed(told, "TargetKeyId");
  return {
    id,
    inputs: { name: id, targetKeyId: asNamed(target, text(last ?? {}, "targetKeyId")) },
    outputs: {
      arn: needed(told, "AliasArn"),
      targetKeyArn: `arn:aws:kms:${region}:${accountId}:key/${target}`,
    },
  };
}

/** A key as the program names it, by its id or its ARN. */
const asNamed = (id: string, named: string | undefined): string =>
  named?.endsWith(`:key/${id}`) ? named : id;

/** The policy of a key. Its id is that of the key; removing it gives the key the policy of a new one. */
const keyPolicy: ResourceType = {
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
    await putPolicy(context.clients.json("kms"), keyId, needed(inputs, "policy"), inputs);
    return finish(() => readPolicy(keyId, context, inputs));
  },

  read: readPolicy,
  update: (_id, _old, next, _changed, context) => keyPolicy.create(next, context),

  async delete(id, inputs, context) {
    await putPolicy(context.clients.json("kms"), id, defaultPolicy(context), inputs);
  },

  async locate(inputs, context) {
    return (await readPolicy(needed(inputs, "keyId"), context, inputs))?.id;
  },
};

async function readPolicy(id: string, context: Context, last?: Values): Promise<State | undefined> {
  // The policy of a key that is to be removed goes with it.
  if ((await describe(context, id)) === undefined) return undefined;
  const kms = context.clients.json("kms");
  const told = await found(notFound, () => kms.call("GetKeyPolicy", { KeyId: id, PolicyName: "default" }));
  const policy = text(told ?? {}, "Policy");
  if (policy === undefined) return undefined;
  const keyId = id.split("/").at(-1) ?? id;
  return { id: keyId, inputs: { keyId: asNamed(keyId, text(last ?? {}, "keyId")), policy }, outputs: {} };
}

/** Resource types of KMS. */
export const kmsTypes: readonly ResourceType[] = [key, alias, keyPolicy];
