import {
  CreateScheduleCommand,
  type CreateScheduleInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, found, fromApi, needed, type Shape, text, toApi } from "../shared";

const notFound = ["ResourceNotFoundException"];

const shape: Shape = {
  name: { replace: true, autoname: true },
  groupName: { replace: true, default: "default" },
  description: { default: "" },
  state: { default: "ENABLED" },
  scheduleExpression: { required: true },
  scheduleExpressionTimezone: { default: "UTC" },
  startDate: { date: true },
  endDate: { date: true },
  actionAfterCompletion: { default: "NONE" },
  kmsKeyArn: { default: "" },
  flexibleTimeWindow: {
    required: true,
    of: { mode: { required: true }, maximumWindowInMinutes: {} },
  },
  target: {
    required: true,
    of: {
      arn: { required: true },
      roleArn: { required: true },
      input: { json: true },
      deadLetterConfig: { of: { arn: { required: true } } },
      retryPolicy: {
        of: { maximumEventAgeInSeconds: { default: 86_400 }, maximumRetryAttempts: { default: 185 } },
      },
      sqsParameters: { of: { messageGroupId: {} } },
    },
  },
};

/** A schedule. Its id is `<group>/<name>`. */
export const schedule: ResourceType = {
  token: "aws:scheduler/schedule:Schedule",
  properties: { ...shape, namePrefix: { replace: true, writeOnly: true } },
  stable: ["arn"],
  identity: ["name", "groupName"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.scheduler();
    await client.send(new CreateScheduleCommand(requestOf(inputs)));
    return finish(() => read(idOf(inputs), context));
  },

  read,

  async update(id, _old, next, _changed, context) {
    const client = context.clients.scheduler();
    await client.send(new UpdateScheduleCommand(requestOf(next)));
    return finish(() => read(id, context));
  },

  async delete(id, _inputs, { clients }) {
    await clients.scheduler().send(new DeleteScheduleCommand(targetOf(id)));
  },

  async locate(inputs, context) {
    return (await read(idOf(inputs), context))?.id;
  },
};

const requestOf = (inputs: Values): CreateScheduleInput => toApi(inputs, shape) as CreateScheduleInput;

const idOf = (inputs: Values): string =>
  `${text(inputs, "groupName") ?? "default"}/${needed(inputs, "name")}`;

function targetOf(id: string): { GroupName: string; Name: string } {
  const [GroupName = "", Name = ""] = id.split("/");
  return { GroupName, Name };
}

async function read(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.scheduler();
  const response = await found(notFound, () => client.send(new GetScheduleCommand(targetOf(id))));
  if (response === undefined) return undefined;
  return { id, inputs: fromApi(response, shape), outputs: compact({ arn: response.Arn }) };
}
