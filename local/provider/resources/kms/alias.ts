import {
  CreateAliasCommand,
  DeleteAliasCommand,
  ListAliasesCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import type { Context, ResourceType, State, Values } from "../resource";
import { finish, needed, text } from "../shared";
import { notFound } from "./key";

/** Another name of a key. Its id is the name, which begins with `alias/`. */
export const alias: ResourceType = {
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
    await context.clients.kms().send(new CreateAliasCommand({ AliasName, TargetKeyId }));
    return finish(() => readAlias(AliasName, context, inputs));
  },

  read: readAlias,

  async update(id, _old, next, _changed, context) {
    const request = { AliasName: id, TargetKeyId: needed(next, "targetKeyId") };
    await context.clients.kms().send(new UpdateAliasCommand(request));
    return finish(() => readAlias(id, context, next));
  },

  async delete(id, _inputs, { clients }) {
    await clients.kms().send(new DeleteAliasCommand({ AliasName: id }));
  },

  async locate(inputs, context) {
    return (await readAlias(needed(inputs, "name"), context))?.id;
  },
};

async function readAlias(id: string, context: Context, last?: Values): Promise<State | undefined> {
  const { clients, region, accountId } = context;
  const { Aliases } = await clients.kms().send(new ListAliasesCommand({}));
  const response = Aliases?.find(({ AliasName }) => AliasName === id);
  if (response === undefined) return undefined;
  const { AliasArn: arn = "", TargetKeyId: target = "" } = response;
  return {
    id,
    inputs: { name: id, targetKeyId: asNamed(target, text(last ?? {}, "targetKeyId")) },
    outputs: { arn, targetKeyArn: `arn:aws:kms:${region}:${accountId}:key/${target}` },
  };
}

/** A key as the program names it, by its id or its ARN. */
export const asNamed = (id: string, named: string | undefined): string =>
  named?.endsWith(`:key/${id}`) ? named : id;
