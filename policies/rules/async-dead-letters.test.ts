import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { asyncDeadLetters } from "./async-dead-letters";

const arn = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;
const queue = (name: string, props: Record<string, unknown> = {}, from: Record<string, string> = {}) => ({
  type: "sqs/queue:Queue",
  name,
  props: { name, ...props },
  from,
});
const redrive = (name: string) => JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount: 5 });
const fn = (props: Record<string, unknown> = {}) => ({
  type: "lambda/function:Function",
  name: "fn",
  props: { name: "fn", arn: unknownString, ...props },
});
const schedule = {
  type: "scheduler/schedule:Schedule",
  name: "daily",
  props: { target: { arn: unknownString } },
  from: { target: "fn" },
};

stackCases(asyncDeadLetters, [
  {
    name: "a queue whose dead letters have a known ARN",
    resources: [queue("work", { redrivePolicy: redrive("dead") }), queue("dead")],
  },
  {
    name: "a queue whose dead letters are still to be made",
    resources: [
      queue("work", { redrivePolicy: unknownString }, { redrivePolicy: "dead" }),
      queue("dead", { arn: unknownString }),
    ],
  },
  { name: "a queue without", resources: [queue("work")], findings: ["work: redrivePolicy"] },
  {
    name: "a queue whose policy names no target",
    resources: [queue("work", { redrivePolicy: '{"maxReceiveCount":5}' })],
    findings: ["work: redrivePolicy"],
  },
  { name: "a function that a schedule calls", resources: [fn(), schedule], findings: ["fn: function"] },
  {
    name: "the same by an alias",
    resources: [
      fn(),
      { type: "lambda/alias:Alias", name: "live", props: { functionName: "fn", arn: unknownString } },
      { ...schedule, from: { target: "live" } },
    ],
    findings: ["fn: function"],
  },
  {
    name: "the same by a known ARN",
    resources: [
      fn({ arn: "arn:aws:lambda:us-east-1:123456789012:function:fn" }),
      {
        type: "sns/topicSubscription:TopicSubscription",
        name: "subscription",
        props: { protocol: "lambda", endpoint: "arn:aws:lambda:us-east-1:123456789012:function:fn" },
      },
    ],
    findings: ["fn: function"],
  },
  {
    name: "a function with dead letters of its own",
    resources: [fn({ deadLetterConfig: { targetArn: arn("dead") } }), schedule],
  },
  {
    name: "a function whose failures go somewhere",
    resources: [
      fn(),
      schedule,
      {
        type: "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        name: "config",
        props: { functionName: "fn", destinationConfig: { onFailure: { destination: arn("dead") } } },
      },
    ],
  },
  { name: "a function that somebody waits for", resources: [fn()] },
]);
