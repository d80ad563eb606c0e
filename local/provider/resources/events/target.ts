import {
  ListTargetsByRuleCommand,
  type PutTargetsResultEntry,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import type { Context, ResourceType, State, Values } from "../resource";
import { compact, finish, found, needed, object, text } from "../shared";
import { DEFAULT_BUS, notFound } from "./rule";

/** A target of a rule. Its id is `<rule's id>-<target's id>`. */
export const target: ResourceType = {
  token: "aws:cloudwatch/eventTarget:EventTarget",
  properties: {
    rule: { replace: true, required: true },
    targetId: { replace: true, autoname: true },
    eventBusName: { replace: true, default: DEFAULT_BUS },
    arn: { required: true },
    roleArn: { default: "" },
    input: { json: true },
    deadLetterConfig: {},
    forceDestroy: { default: false, writeOnly: true },
  },
  stable: [],
  identity: ["rule", "targetId", "eventBusName"],
  notFound,

  async create(inputs, context) {
    await putTarget(inputs, context);
    return finish(() => readTarget(targetKey(inputs), context));
  },

  read: (id, context, last) => readTarget(last === undefined ? keyOf(id) : targetKey(last), context),

  async update(_id, _old, next, _changed, context) {
    await putTarget(next, context);
    return finish(() => readTarget(targetKey(next), context));
  },

  async delete(_id, inputs, { clients }) {
    const { bus, rule, targetId } = targetKey(inputs);
    const request = new RemoveTargetsCommand({ EventBusName: bus, Rule: rule, Ids: [targetId] });
    refuseFailures((await clients.eventBridge().send(request)).FailedEntries);
  },

  async locate(inputs, context) {
    return (await readTarget(targetKey(inputs), context))?.id;
  },
};

interface TargetKey {
  bus: string;
  rule: string;
  targetId: string;
}

const targetKey = (inputs: Values): TargetKey => ({
  bus: text(inputs, "eventBusName") ?? DEFAULT_BUS,
  rule: needed(inputs, "rule"),
  targetId: needed(inputs, "targetId"),
});

/** An import id is `<rule>/<target>` or `<bus>/<rule>/<target>`, as with the official provider. */
function keyOf(id: string): TargetKey {
  const [targetId = "", rule = "", bus = DEFAULT_BUS] = id.split("/").reverse();
  return { bus, rule, targetId };
}

async function putTarget(inputs: Values, { clients }: Context): Promise<void> {
  const { bus, rule, targetId } = targetKey(inputs);
  const deadLetters = text(object(inputs, "deadLetterConfig"), "arn");
  const request = new PutTargetsCommand({
    EventBusName: bus,
    Rule: rule,
    Targets: [
      {
        Id: targetId,
        Arn: needed(inputs, "arn"),
        RoleArn: text(inputs, "roleArn") || undefined,
        Input: text(inputs, "input"),
        DeadLetterConfig: deadLetters === undefined ? undefined : { Arn: deadLetters },
      },
    ],
  });
  refuseFailures((await clients.eventBridge().send(request)).FailedEntries);
}

/** These calls return status 200 also when they fail. */
function refuseFailures([failure]: PutTargetsResultEntry[] = []): void {
  if (failure === undefined) return;
  throw new Error(`${failure.ErrorCode ?? "failed"}: ${failure.ErrorMessage ?? ""}`);
}

async function readTarget({ bus, rule, targetId }: TargetKey, context: Context): Promise<State | undefined> {
  const query = new ListTargetsByRuleCommand({ EventBusName: bus, Rule: rule });
  const response = await found(notFound, () => context.clients.eventBridge().send(query));
  const one = response?.Targets?.find(({ Id }) => Id === targetId);
  if (one === undefined) return undefined;
  const deadLetters = one.DeadLetterConfig?.Arn;
  return {
    id: `${bus === DEFAULT_BUS ? "" : `${bus}-`}${rule}-${targetId}`,
    inputs: compact({
      rule,
      targetId,
      eventBusName: bus,
      arn: one.Arn,
      roleArn: one.RoleArn ?? "",
      input: one.Input,
      deadLetterConfig: deadLetters === undefined ? undefined : { arn: deadLetters },
    }),
    outputs: {},
  };
}
