import type { JsonClient } from "../../clients/signed";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  compact,
  finish,
  flag,
  found,
  fromApi,
  needed,
  object,
  objects,
  type Shape,
  tagChanges,
  tagList,
  tagRecord,
  tags,
  text,
  toApi,
} from "../shared";

const notFound = ["TrailNotFoundException"];

const settings: Shape = {
  s3BucketName: { as: "S3BucketName", required: true },
  s3KeyPrefix: { as: "S3KeyPrefix", default: "" },
  snsTopicName: { default: "" },
  cloudWatchLogsGroupArn: { as: "CloudWatchLogsLogGroupArn", default: "" },
  cloudWatchLogsRoleArn: { default: "" },
  enableLogFileValidation: { default: false },
  includeGlobalServiceEvents: { default: true },
  isMultiRegionTrail: { default: false },
  isOrganizationTrail: { default: false },
  kmsKeyId: { default: "" },
};

const selectors: Shape = {
  eventSelectors: {
    of: {
      readWriteType: { default: "All" },
      includeManagementEvents: { default: true },
      excludeManagementEventSources: { set: true },
      dataResources: { of: { type: { required: true }, values: { required: true } } },
    },
  },
};

/** The default event selector. */
const everything = [{ ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [] }];

/** A trail. Its id is its ARN. The emulator writes nothing to its bucket. */
export const trail: ResourceType = {
  token: "aws:cloudtrail/trail:Trail",
  properties: {
    name: { replace: true, autoname: true },
    ...settings,
    enableLogging: { default: true },
    ...selectors,
    tags,
  },
  stable: ["arn", "homeRegion"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.json("cloudtrail");
    const made = await client.call("CreateTrail", requestOf(inputs, needed(inputs, "name")));
    const arn = needed(made, "TrailARN");
    return finish(
      () => read(arn, context),
      // The emulator accepts log settings only in this call, and tags only in the next.
      () => client.call("UpdateTrail", requestOf(inputs, arn)),
      () => setTags(client, arn, {}, inputs),
      () => (objects(inputs, "eventSelectors").length > 0 ? select(client, arn, inputs) : undefined),
      () => setLogging(client, arn, inputs),
    );
  },

  read,

  async update(id, old, next, changed, context) {
    const client = context.clients.json("cloudtrail");
    const set = [...changed].some((name) => name in settings);
    return finish(
      () => read(id, context),
      () => (set ? client.call("UpdateTrail", requestOf(next, id)) : undefined),
      () => (changed.has("tags") ? setTags(client, id, old, next) : undefined),
      () => (changed.has("eventSelectors") ? select(client, id, next) : undefined),
      () => (changed.has("enableLogging") ? setLogging(client, id, next) : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.json("cloudtrail").call("DeleteTrail", { Name: id });
  },

  async locate(inputs, context) {
    const name = needed(inputs, "name");
    return (await read(`arn:aws:cloudtrail:${context.region}:${context.accountId}:trail/${name}`, context))
      ?.id;
  },
};

/** All settings, so that those which the program removes are cleared. */
function requestOf(inputs: Values, Name: string): object {
  const given = Object.entries(settings).map(([name, field]) => [name, inputs[name] ?? field.default ?? ""]);
  return { ...toApi(Object.fromEntries(given) as Values, settings), Name };
}

async function select(client: JsonClient, TrailName: string, inputs: Values): Promise<void> {
  const { EventSelectors = everything } = toApi(inputs, selectors) as { EventSelectors?: object[] };
  await client.call("PutEventSelectors", { TrailName, EventSelectors });
}

async function setLogging(client: JsonClient, Name: string, inputs: Values): Promise<void> {
  await client.call(flag(inputs, "enableLogging") === false ? "StopLogging" : "StartLogging", { Name });
}

async function setTags(client: JsonClient, ResourceId: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  const gone = tagList(old).filter(({ Key }) => removed.includes(Key));
  if (gone.length > 0) await client.call("RemoveTags", { ResourceId, TagsList: gone });
  if (set.length > 0) await client.call("AddTags", { ResourceId, TagsList: set });
}

async function read(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.json("cloudtrail");
  const answer = await found(notFound, () => client.call("GetTrail", { Name: id }));
  if (answer === undefined) return undefined;
  const response = object(answer, "Trail");
  const chosen = await client.call("GetEventSelectors", { TrailName: id });
  const [live = {}] = objects(await client.call("ListTags", { ResourceIdList: [id] }), "ResourceTagList");
  const status = await client.call("GetTrailStatus", { Name: id });
  return {
    id,
    inputs: compact({
      name: response["Name"],
      ...fromApi(response, settings),
      enableLogFileValidation: response["LogFileValidationEnabled"],
      enableLogging: status["IsLogging"],
      ...(flag(response, "HasCustomEventSelectors") === true && fromApi(chosen, selectors)),
      tags: tagRecord(objects(live, "TagsList")),
    }),
    outputs: compact({
      arn: id,
      homeRegion: response["HomeRegion"],
      snsTopicArn: text(response, "SnsTopicARN") ?? "",
    }),
  };
}
