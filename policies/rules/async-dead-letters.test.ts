import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
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
    name: "a queue with a dead-letter queue by ARN",
    resources: [queue("work", { redrivePolicy: redrive("dead") }), queue("dead")],
  },
  {
    name: "a queue with a dead-letter queue of unknown ARN",
    resources: [
      queue("work", { redrivePolicy: unknownString }, { redrivePolicy: "dead" }),
      queue("dead", { arn: unknownString }),
    ],
  },
  {
    name: "a queue without dead-letter queue",
    resources: [queue("work")],
    findings: ["work: redrivePolicy"],
  },
  {
    name: "a queue whose redrive policy has no target",
    resources: [queue("work", { redrivePolicy: '{"maxReceiveCount":5}' })],
    findings: ["work: redrivePolicy"],
  },
  {
    name: "a scheduled function without dead-letter queue",
    resources: [fn(), schedule],
    findings: ["fn: function"],
  },
  {
    name: "a function scheduled through an alias",
    resources: [
      fn(),
      { type: "lambda/alias:Alias", name: "live", props: { functionName: "fn", arn: unknownString } },
      { ...schedule, from: { target: "live" } },
    ],
    findings: ["fn: function"],
  },
  {
    name: "a function scheduled by a known ARN",
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
    name: "a scheduled function with a dead-letter queue",
    resources: [fn({ deadLetterConfig: { targetArn: arn("dead") } }), schedule],
  },
  {
    name: "a scheduled function with an onFailure destination",
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
  { name: "a function that is invoked synchronously", resources: [fn()] },
]);
