import {
  type CloudWatchClient,
  type CompositeAlarm,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import type { Context, Property, ResourceType, State, Values } from "../resource";
import {
  compact,
  finish,
  flag,
  needed,
  number,
  object,
  strings,
  tagList,
  tagRecord,
  tags,
  text,
} from "../shared";
import { setAlarmTags } from "./alarm-tags";

const actions: Property = { set: true };

/** An alarm on the states of other alarms. */
export const compositeAlarm: ResourceType = {
  token: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  properties: {
    alarmName: { replace: true, required: true },
    alarmDescription: { default: "" },
    alarmRule: { required: true },
    actionsEnabled: { replace: true, default: true },
    actionsSuppressor: {
      of: { alarm: { required: true }, extensionPeriod: { required: true }, waitPeriod: { required: true } },
      // The emulator forgets it.
      writeOnly: true,
    },
    alarmActions: actions,
    okActions: actions,
    insufficientDataActions: actions,
    tags,
  },
  stable: ["arn"],
  identity: ["alarmName"],
  notFound: ["ResourceNotFound", "ResourceNotFoundException"],

  async create(inputs, context) {
    const client = context.clients.cloudWatch();
    await client.send(new PutCompositeAlarmCommand({ ...request(inputs), Tags: tagList(inputs) }));
    return finish(() => readAlarm(needed(inputs, "alarmName"), context));
  },

  read: readAlarm,

  async update(id, old, next, changed, context) {
    const client = context.clients.cloudWatch();
    const others = [...changed].some((name) => name !== "tags");
    return finish(
      () => readAlarm(id, context),
      // An update replaces the whole alarm.
      () => (others ? client.send(new PutCompositeAlarmCommand(request(next))) : undefined),
      async () => {
        if (changed.has("tags"))
          await setAlarmTags(client, (await describe(client, id))?.AlarmArn, old, next);
      },
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.cloudWatch().send(new DeleteAlarmsCommand({ AlarmNames: [id] }));
  },

  async locate(inputs, { clients }) {
    return (await describe(clients.cloudWatch(), needed(inputs, "alarmName")))?.AlarmName;
  },
};

async function describe(client: CloudWatchClient, name: string): Promise<CompositeAlarm | undefined> {
  const command = new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["CompositeAlarm"] });
  return (await client.send(command)).CompositeAlarms?.[0];
}

function request(inputs: Values): PutCompositeAlarmCommandInput {
  const suppressor = object(inputs, "actionsSuppressor");
  return {
    AlarmName: needed(inputs, "alarmName"),
    AlarmDescription: text(inputs, "alarmDescription"),
    AlarmRule: needed(inputs, "alarmRule"),
    ActionsEnabled: flag(inputs, "actionsEnabled") ?? true,
    AlarmActions: strings(inputs, "alarmActions"),
    OKActions: strings(inputs, "okActions"),
    InsufficientDataActions: strings(inputs, "insufficientDataActions"),
    ...("actionsSuppressor" in inputs && {
      ActionsSuppressor: needed(suppressor, "alarm"),
      ActionsSuppressorWaitPeriod: number(suppressor, "waitPeriod"),
      ActionsSuppressorExtensionPeriod: number(suppressor, "extensionPeriod"),
    }),
  };
}

async function readAlarm(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.cloudWatch();
  const response = await describe(client, id);
  if (response === undefined) return undefined;
  const arn = response.AlarmArn ?? "";
  const live = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  return {
    id,
    inputs: compact({
      alarmName: response.AlarmName,
      alarmDescription: response.AlarmDescription,
      alarmRule: response.AlarmRule,
      actionsEnabled: response.ActionsEnabled,
      alarmActions: response.AlarmActions,
      okActions: response.OKActions,
      insufficientDataActions: response.InsufficientDataActions,
      tags: tagRecord(live.Tags),
    }),
    outputs: { arn },
  };
}
