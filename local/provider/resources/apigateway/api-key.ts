import {
  type ApiKey,
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
  GetApiKeyCommand,
  GetApiKeysCommand,
  UpdateApiKeyCommand,
} from "@aws-sdk/client-api-gateway";
import type { Context, ResourceType, State, Values } from "../resource";
import { described, finish, flag, found, needed, record, text } from "../shared";
import { notFound } from "./errors";
import { all } from "./live";
import { patch } from "./patch";
import { readTags, setTags } from "./tags";

/** `aws:apigateway/apiKey:ApiKey`. Its id is that of the key. */
export const apiKey: ResourceType = {
  token: "aws:apigateway/apiKey:ApiKey",
  properties: {
    name: { autoname: true },
    value: { replace: true, secret: true },
    description: { default: "Managed by Pulumi" },
    enabled: { default: true },
    customerId: {},
    tags: {},
  },
  // Keys may share a name, so that a replacement can come first.
  identity: [],
  secretOutputs: ["value"],
  stable: ["arn", "value", "createdDate"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.apiGateway();
    const given = { value: text(inputs, "value"), customerId: text(inputs, "customerId") };
    const { id = "" } = await client.send(new CreateApiKeyCommand({ ...fieldsOf(inputs), ...given }));
    return finish(
      () => read(id, context, inputs),
      () => setTags(client, keyArn(id, context), record(inputs, "tags")),
    );
  },

  read,

  async update(id, _old, next, changed, context) {
    const client = context.clients.apiGateway();
    const patchOperations = patch({ ...fieldsOf(next), customerId: text(next, "customerId") });
    return finish(
      () => read(id, context, next),
      () => client.send(new UpdateApiKeyCommand({ apiKey: id, patchOperations })),
      () => (changed.has("tags") ? setTags(client, keyArn(id, context), record(next, "tags")) : undefined),
    );
  },

  async delete(id, _inputs, context) {
    const client = context.clients.apiGateway();
    await client.send(new DeleteApiKeyCommand({ apiKey: id }));
  },

  async locate(inputs, context) {
    const client = context.clients.apiGateway();
    const nameQuery = needed(inputs, "name");
    const keys = await all((position) =>
      client.send(new GetApiKeysCommand({ limit: 500, position, nameQuery })),
    );
    return keys.find(({ name }) => name === nameQuery)?.id;
  },
};

const keyArn = (id: string, { region }: Context): string => `arn:aws:apigateway:${region}::/apikeys/${id}`;

function fieldsOf(inputs: Values): Required<Pick<ApiKey, "name" | "description" | "enabled">> {
  return {
    name: needed(inputs, "name"),
    description: text(inputs, "description") ?? "Managed by Pulumi",
    enabled: flag(inputs, "enabled") ?? true,
  };
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const client = context.clients.apiGateway();
  const key = await found(notFound, () =>
    client.send(new GetApiKeyCommand({ apiKey: id, includeValue: true })),
  );
  if (key === undefined) return undefined;
  // A generated value is an output only: the program has none to compare.
  const value = last?.["value"] === undefined ? undefined : key.value;
  return described(
    id,
    {
      name: key.name,
      value,
      description: key.description,
      enabled: key.enabled,
      customerId: key.customerId,
      tags: await readTags(client, keyArn(id, context)),
    },
    {
      arn: keyArn(id, context),
      value: key.value,
      createdDate: key.createdDate?.toISOString(),
      lastUpdatedDate: key.lastUpdatedDate?.toISOString(),
    },
  );
}
