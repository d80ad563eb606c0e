import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { Context, Property, ResourceType, State, Values } from "../resource";
import {
  finish,
  flag,
  found,
  needed,
  number,
  object,
  tagChanges,
  tagRecord,
  tags,
  text,
  touches,
  until,
} from "../shared";
import { attributeDefinitions, indexUpdates, tableRequest, throughput, toInputs } from "./requests";

const notFound = ["ResourceNotFoundException"];

const index: Record<string, Property> = {
  name: { required: true },
  keySchemas: { of: { attributeName: { required: true }, keyType: { required: true } } },
  hashKey: {},
  rangeKey: {},
  projectionType: { required: true },
  nonKeyAttributes: { set: true },
  readCapacity: { default: 0 },
  writeCapacity: { default: 0 },
};

export const table: ResourceType = {
  token: "aws:dynamodb/table:Table",
  properties: {
    name: { replace: true, autoname: true },
    attributes: { set: true, of: { name: { required: true }, type: { required: true } } },
    hashKey: { replace: true, required: true },
    rangeKey: { replace: true },
    billingMode: { default: "PROVISIONED" },
    readCapacity: { default: 0 },
    writeCapacity: { default: 0 },
    globalSecondaryIndexes: { set: true, of: index },
    localSecondaryIndexes: {
      set: true,
      replace: true,
      of: {
        name: { required: true },
        rangeKey: { required: true },
        projectionType: { required: true },
        nonKeyAttributes: { set: true },
      },
    },
    ttl: { of: { attributeName: {}, enabled: { default: false } } },
    pointInTimeRecovery: { of: { enabled: { default: false }, recoveryPeriodInDays: { default: 35 } } },
    serverSideEncryption: { of: { enabled: { default: false }, kmsKeyArn: {} } },
    deletionProtectionEnabled: { default: false },
    streamEnabled: { default: false },
    streamViewType: {},
    tableClass: { default: "STANDARD" },
    tags,
  },
  stable: ["arn"],
  // As in the official provider: a table keeps its stream unless the stream's own settings change.
  stableWhile: (changed) =>
    changed.has("streamEnabled") || changed.has("streamViewType") ? [] : ["streamArn", "streamLabel"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.dynamoDb();
    const name = needed(inputs, "name");
    await client.send(new CreateTableCommand(tableRequest(inputs)));
    return finish(
      () => readTable(name, context, inputs),
      () => active(client, name, context),
      () => setTtl(client, name, {}, inputs),
      () => setRecovery(client, name, inputs),
    );
  },

  read: readTable,

  async update(id, old, next, changed, context) {
    const client = context.clients.dynamoDb();
    const change = async (request: Omit<UpdateTableCommandInput, "TableName">) => {
      await client.send(new UpdateTableCommand({ TableName: id, ...request }));
      await active(client, id, context);
    };
    // The service allows one kind of change at a time.
    return finish(
      () => readTable(id, context, next),
      () =>
        touches(changed, "billingMode", "readCapacity", "writeCapacity")
          ? change(throughput(next))
          : undefined,
      async () => {
        if (!changed.has("globalSecondaryIndexes")) return;
        for (const request of indexUpdates(old, next)) {
          await change({ AttributeDefinitions: attributeDefinitions(next), ...request });
        }
      },
      () => (touches(changed, "streamEnabled", "streamViewType") ? setStream(change, old, next) : undefined),
      () => (changed.has("tableClass") ? change({ TableClass: tableClass(next) }) : undefined),
      () => (changed.has("serverSideEncryption") ? change(encryption(next)) : undefined),
      () =>
        changed.has("deletionProtectionEnabled")
          ? change({ DeletionProtectionEnabled: flag(next, "deletionProtectionEnabled") ?? false })
          : undefined,
      () => (changed.has("ttl") ? setTtl(client, id, old, next) : undefined),
      () => (changed.has("pointInTimeRecovery") ? setRecovery(client, id, next, true) : undefined),
      () => (changed.has("tags") ? setTags(client, id, old, next) : undefined),
    );
  },

  async delete(id, _inputs, context) {
    const client = context.clients.dynamoDb();
    await client.send(new DeleteTableCommand({ TableName: id }));
    // The name is free only when the table is gone.
    await until(context.signal, async () => (await describe(client, id)) === undefined);
  },

  async locate(inputs, context) {
    const name = needed(inputs, "name");
    return (await describe(context.clients.dynamoDb(), name)) && name;
  },
};

function describe(client: DynamoDBClient, name: string) {
  return found(
    notFound,
    async () => (await client.send(new DescribeTableCommand({ TableName: name }))).Table,
  );
}

async function active(client: DynamoDBClient, name: string, { signal }: Context): Promise<void> {
  await until(signal, async () => {
    const response = await describe(client, name);
    const indexes = response?.GlobalSecondaryIndexes ?? [];
    return (
      response?.TableStatus === "ACTIVE" &&
      indexes.every(({ IndexStatus }) => (IndexStatus ?? "ACTIVE") === "ACTIVE")
    );
  });
}

async function readTable(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const client = context.clients.dynamoDb();
  const response = await describe(client, id);
  if (response === undefined || response.TableStatus === "DELETING") return undefined;
  const [live, lifetime, backups] = await Promise.all([
    client.send(new ListTagsOfResourceCommand({ ResourceArn: response.TableArn })),
    client.send(new DescribeTimeToLiveCommand({ TableName: id })),
    client.send(new DescribeContinuousBackupsCommand({ TableName: id })),
  ]);
  const ttl = lifetime.TimeToLiveDescription;
  const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  const recovers = recovery?.PointInTimeRecoveryStatus === "ENABLED";
  const lives = ttl?.TimeToLiveStatus === "ENABLED" || ttl?.TimeToLiveStatus === "ENABLING";
  const lastTtl = object(last ?? {}, "ttl");
  return {
    id,
    inputs: {
      ...toInputs(response, last),
      // A disabled TTL has no attribute in the service.
      ttl: lives
        ? { attributeName: ttl.AttributeName ?? "", enabled: true }
        : { ...(lastTtl["enabled"] === true ? {} : lastTtl), enabled: false },
      pointInTimeRecovery: {
        enabled: recovers,
        ...(recovers && recovery.RecoveryPeriodInDays
          ? { recoveryPeriodInDays: recovery.RecoveryPeriodInDays }
          : {}),
      },
      tags: tagRecord(live.Tags),
    },
    outputs: {
      arn: response.TableArn ?? "",
      streamArn: response.LatestStreamArn ?? "",
      streamLabel: response.LatestStreamLabel ?? "",
    },
  };
}

async function setTtl(client: DynamoDBClient, TableName: string, old: Values, next: Values): Promise<void> {
  const [before, after] = [object(old, "ttl"), object(next, "ttl")];
  const change = (AttributeName: string, Enabled: boolean) =>
    client.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }),
    );
  const moves = text(before, "attributeName") !== text(after, "attributeName");
  if (flag(before, "enabled") && (moves || !flag(after, "enabled"))) {
    await change(needed(before, "attributeName"), false);
  }
  if (flag(after, "enabled")) await change(needed(after, "attributeName"), true);
}

async function setRecovery(
  client: DynamoDBClient,
  TableName: string,
  next: Values,
  off = false,
): Promise<void> {
  const recovery = object(next, "pointInTimeRecovery");
  const enabled = flag(recovery, "enabled") ?? false;
  if (!enabled && !off) return;
  const days = number(recovery, "recoveryPeriodInDays");
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: enabled,
        ...(enabled && days !== undefined ? { RecoveryPeriodInDays: days } : {}),
      },
    }),
  );
}

type Change = (request: Omit<UpdateTableCommandInput, "TableName">) => Promise<void>;

/** An enabled stream must be disabled before its view type changes. */
async function setStream(change: Change, old: Values, next: Values): Promise<void> {
  if (flag(old, "streamEnabled")) await change({ StreamSpecification: { StreamEnabled: false } });
  if (flag(next, "streamEnabled")) {
    const { StreamSpecification } = tableRequest(next);
    await change({ StreamSpecification });
  }
}

const tableClass = (inputs: Values): "STANDARD" | "STANDARD_INFREQUENT_ACCESS" =>
  text(inputs, "tableClass") === "STANDARD_INFREQUENT_ACCESS" ? "STANDARD_INFREQUENT_ACCESS" : "STANDARD";

const encryption = (inputs: Values): Omit<UpdateTableCommandInput, "TableName"> => ({
  SSESpecification: tableRequest(inputs).SSESpecification ?? { Enabled: false },
});

async function setTags(client: DynamoDBClient, name: string, old: Values, next: Values): Promise<void> {
  const ResourceArn = (await describe(client, name))?.TableArn;
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: removed }));
  if (set.length > 0) await client.send(new TagResourceCommand({ ResourceArn, Tags: set }));
}
