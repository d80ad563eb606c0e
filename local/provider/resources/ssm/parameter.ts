import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, flag, found, needed, tagChanges, tagList, tagRecord, tags, text } from "../shared";

const notFound = ["ParameterNotFound"];
/** The default key. */
const defaultKey = "alias/aws/ssm";

export const parameter: ResourceType = {
  token: "aws:ssm/parameter:Parameter",
  properties: {
    name: { replace: true, autoname: true },
    type: { required: true },
    value: { secret: true },
    insecureValue: {},
    description: { default: "" },
    allowedPattern: { default: "" },
    dataType: { default: "text" },
    keyId: { default: defaultKey },
    // The service can raise the tier, but not lower it.
    tier: { default: "Standard", replace: (old, next) => old === "Advanced" && next !== "Advanced" },
    overwrite: { default: false, writeOnly: true },
    tags,
  },
  stable: ["arn"],
  notFound,

  check({ value, insecureValue }) {
    return value !== undefined && insecureValue !== undefined
      ? ['give either "value" or "insecureValue"']
      : [];
  },

  async create(inputs, context) {
    const client = context.clients.ssm();
    const over = flag(inputs, "overwrite") ?? false;
    const tagged = tagList(inputs);
    // The service does not accept tags together with overwriting.
    await client.send(
      new PutParameterCommand({ ...request(inputs), Overwrite: over, ...(!over && { Tags: tagged }) }),
    );
    const name = needed(inputs, "name");
    return finish(
      () => readParameter(name, context, inputs),
      () => (over ? setTags(client, name, {}, inputs) : undefined),
    );
  },

  read: readParameter,

  async update(id, old, next, changed, context) {
    const client = context.clients.ssm();
    const others = [...changed].some((name) => name !== "tags" && name !== "overwrite");
    return finish(
      () => readParameter(id, context, next),
      () =>
        others ? client.send(new PutParameterCommand({ ...request(next), Overwrite: true })) : undefined,
      () => (changed.has("tags") ? setTags(client, id, old, next) : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.ssm().send(new DeleteParameterCommand({ Name: id }));
  },

  async locate(inputs, { clients }) {
    const client = clients.ssm();
    const Name = needed(inputs, "name");
    return (await found(notFound, () => client.send(new GetParameterCommand({ Name })))) && Name;
  },
};

function request(inputs: Values) {
  return {
    Name: needed(inputs, "name"),
    Type: needed(inputs, "type") as "String",
    Value: text(inputs, "value") ?? text(inputs, "insecureValue") ?? "",
    Description: text(inputs, "description") ?? "",
    AllowedPattern: text(inputs, "allowedPattern"),
    DataType: text(inputs, "dataType"),
    KeyId: text(inputs, "keyId"),
    Tier: text(inputs, "tier") as "Standard" | undefined,
  };
}

async function readParameter(id: string, { clients }: Context, last?: Values): Promise<State | undefined> {
  const client = clients.ssm();
  const response = (
    await found(notFound, () => client.send(new GetParameterCommand({ Name: id, WithDecryption: true })))
  )?.Parameter;
  if (response === undefined) return undefined;
  const [described, live] = await Promise.all([
    client.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Values: [id] }] })),
    client.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: id })),
  ]);
  const about = described.Parameters?.find(({ Name }) => Name === id);
  const open = last !== undefined && "insecureValue" in last;
  const encrypted = response.Type === "SecureString";
  return {
    id,
    inputs: compact({
      name: response.Name,
      type: response.Type,
      [open ? "insecureValue" : "value"]: response.Value,
      description: about?.Description ?? "",
      allowedPattern: about?.AllowedPattern,
      dataType: response.DataType ?? "text",
      keyId: encrypted ? about?.KeyId : undefined,
      tier: about?.Tier ?? "Standard",
      tags: tagRecord(live.TagList),
    }),
    outputs: compact({
      arn: response.ARN,
      version: response.Version,
      value: response.Value,
      insecureValue: encrypted || !open ? undefined : response.Value,
    }),
  };
}

async function setTags(client: SSMClient, ResourceId: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  const target = { ResourceType: "Parameter", ResourceId } as const;
  if (removed.length > 0)
    await client.send(new RemoveTagsFromResourceCommand({ ...target, TagKeys: removed }));
  if (set.length > 0) await client.send(new AddTagsToResourceCommand({ ...target, Tags: set }));
}
