import {
  AddTagsCommand,
  type CloudTrailClient,
  CreateTrailCommand,
  type CreateTrailRequest,
  DeleteTrailCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  compact,
  finish,
  flag,
  found,
  fromApi,
  needed,
  objects,
  type Shape,
  tagChanges,
  tagList,
  tagRecord,
  tags,
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
const everything: EventSelector[] = [
  { ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [] },
];

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
    const client = context.clients.cloudTrail();
    const request = requestOf(inputs, needed(inputs, "name"));
    const { TrailARN: arn = "" } = await client.send(new CreateTrailCommand(request));
    return finish(
      () => read(arn, context),
      // The emulator accepts log settings only in this call, and tags only in the next.
      () => client.send(new UpdateTrailCommand(requestOf(inputs, arn))),
      () => setTags(client, arn, {}, inputs),
      () => (objects(inputs, "eventSelectors").length > 0 ? select(client, arn, inputs) : undefined),
      () => setLogging(client, arn, inputs),
    );
  },

  read,

  async update(id, old, next, changed, context) {
    const client = context.clients.cloudTrail();
    const set = [...changed].some((name) => name in settings);
    return finish(
      () => read(id, context),
      () => (set ? client.send(new UpdateTrailCommand(requestOf(next, id))) : undefined),
      () => (changed.has("tags") ? setTags(client, id, old, next) : undefined),
      () => (changed.has("eventSelectors") ? select(client, id, next) : undefined),
      () => (changed.has("enableLogging") ? setLogging(client, id, next) : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.cloudTrail().send(new DeleteTrailCommand({ Name: id }));
  },

  async locate(inputs, context) {
    const name = needed(inputs, "name");
    return (await read(`arn:aws:cloudtrail:${context.region}:${context.accountId}:trail/${name}`, context))
      ?.id;
  },
};

/** All settings, so that those which the program removes are cleared. */
function requestOf(inputs: Values, Name: string): CreateTrailRequest {
  const given = Object.entries(settings).map(([name, field]) => [name, inputs[name] ?? field.default ?? ""]);
  return { ...toApi(Object.fromEntries(given) as Values, settings), Name } as CreateTrailRequest;
}

async function select(client: CloudTrailClient, TrailName: string, inputs: Values): Promise<void> {
  const { EventSelectors = everything } = toApi(inputs, selectors) as { EventSelectors?: EventSelector[] };
  await client.send(new PutEventSelectorsCommand({ TrailName, EventSelectors }));
}

async function setLogging(client: CloudTrailClient, Name: string, inputs: Values): Promise<void> {
  const Command = flag(inputs, "enableLogging") === false ? StopLoggingCommand : StartLoggingCommand;
  await client.send(new Command({ Name }));
}

async function setTags(
  client: CloudTrailClient,
  ResourceId: string,
  old: Values,
  next: Values,
): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  const gone = tagList(old).filter(({ Key }) => removed.includes(Key));
  if (gone.length > 0) await client.send(new RemoveTagsCommand({ ResourceId, TagsList: gone }));
  if (set.length > 0) await client.send(new AddTagsCommand({ ResourceId, TagsList: set }));
}

async function read(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.cloudTrail();
  const response = (await found(notFound, () => client.send(new GetTrailCommand({ Name: id }))))?.Trail;
  if (response === undefined) return undefined;
  const chosen = await client.send(new GetEventSelectorsCommand({ TrailName: id }));
  const { ResourceTagList } = await client.send(new ListTagsCommand({ ResourceIdList: [id] }));
  const status = await client.send(new GetTrailStatusCommand({ Name: id }));
  return {
    id,
    inputs: compact({
      name: response.Name,
      ...fromApi(response, settings),
      enableLogFileValidation: response.LogFileValidationEnabled,
      enableLogging: status.IsLogging,
      ...(response.HasCustomEventSelectors && fromApi(chosen, selectors)),
      tags: tagRecord(ResourceTagList?.[0]?.TagsList),
    }),
    outputs: compact({
      arn: id,
      homeRegion: response.HomeRegion,
      snsTopicArn: response.SnsTopicARN ?? "",
    }),
  };
}
