import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListTagsForResourceCommand,
  PutRuleCommand,
  type RuleState,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, found, needed, tagChanges, tagList, tagRecord, tags, text } from "../shared";

export const notFound = ["ResourceNotFoundException"];

/** The bus with the events of AWS services. */
export const DEFAULT_BUS = "default";

/** A rule of EventBridge. Its id is its name, after `<bus>/` unless that is the default bus. */
export const rule: ResourceType = {
  token: "aws:cloudwatch/eventRule:EventRule",
  properties: {
    name: { replace: true, autoname: true },
    namePrefix: { replace: true, writeOnly: true },
    eventBusName: { replace: true, default: DEFAULT_BUS },
    description: { default: "" },
    eventPattern: { json: true },
    scheduleExpression: { default: "" },
    roleArn: { default: "" },
    state: { default: "ENABLED" },
    forceDestroy: { default: false, writeOnly: true },
    tags,
  },
  stable: ["arn"],
  identity: ["name", "eventBusName"],
  notFound,

  async create(inputs, context) {
    await putRule(inputs, context, tagList(inputs));
    return finish(() => readRule(ruleId(inputs), context));
  },

  read: readRule,

  async update(id, old, next, changed, context) {
    const events = context.clients.eventBridge();
    return finish(
      () => readRule(id, context),
      () => putRule(next, context),
      async () => {
        if (!changed.has("tags")) return;
        const ResourceARN = ruleArn(next, context);
        const { removed, set } = tagChanges(old, next);
        if (removed.length > 0)
          await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: removed }));
        if (set.length > 0) await events.send(new TagResourceCommand({ ResourceARN, Tags: set }));
      },
    );
  },

  async delete(id, _inputs, { clients }) {
    const [EventBusName, Name] = parts(id);
    await clients.eventBridge().send(new DeleteRuleCommand({ EventBusName, Name }));
  },

  async locate(inputs, context) {
    return (await readRule(ruleId(inputs), context))?.id;
  },
};

async function putRule(inputs: Values, { clients }: Context, Tags: Tag[] = []): Promise<void> {
  await clients.eventBridge().send(
    new PutRuleCommand({
      Name: needed(inputs, "name"),
      EventBusName: text(inputs, "eventBusName"),
      Description: text(inputs, "description") ?? "",
      EventPattern: text(inputs, "eventPattern"),
      ScheduleExpression: text(inputs, "scheduleExpression"),
      RoleArn: text(inputs, "roleArn") || undefined,
      State: (text(inputs, "state") ?? "ENABLED") as RuleState,
      Tags: Tags.length > 0 ? Tags : undefined,
    }),
  );
}

async function readRule(id: string, context: Context): Promise<State | undefined> {
  const events = context.clients.eventBridge();
  const [EventBusName, Name] = parts(id);
  const query = new DescribeRuleCommand({ EventBusName, Name });
  const response = await found(notFound, () => events.send(query));
  if (response === undefined) return undefined;
  const { Arn: arn = "" } = response;
  const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  return {
    id,
    inputs: compact({
      name: Name,
      eventBusName: EventBusName,
      description: response.Description ?? "",
      eventPattern: response.EventPattern,
      scheduleExpression: response.ScheduleExpression ?? "",
      roleArn: response.RoleArn ?? "",
      state: response.State,
      tags: tagRecord(Tags),
    }),
    outputs: { arn },
  };
}

const ruleId = (inputs: Values): string => {
  const bus = text(inputs, "eventBusName") ?? DEFAULT_BUS;
  return bus === DEFAULT_BUS ? needed(inputs, "name") : `${bus}/${needed(inputs, "name")}`;
};

/** Bus and name. */
function parts(id: string): [string, string] {
  const at = id.lastIndexOf("/");
  return at < 0 ? [DEFAULT_BUS, id] : [id.slice(0, at), id.slice(at + 1)];
}

function ruleArn(inputs: Values, { region, accountId }: Context): string {
  return `arn:aws:events:${region}:${accountId}:rule/${ruleId(inputs)}`;
}
