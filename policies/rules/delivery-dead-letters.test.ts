import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { deliveryDeadLetters } from "./delivery-dead-letters";

const mapping = "lambda/eventSourceMapping:EventSourceMapping";
const dead = "arn:aws:sqs:us-east-1:123456789012:dead";

resourceCases(deliveryDeadLetters, [
  {
    name: "a stream whose failures are kept",
    type: mapping,
    props: {
      startingPosition: "LATEST",
      maximumRetryAttempts: 3,
      destinationConfig: { onFailure: { destinationArn: unknownString } },
    },
  },
  {
    name: "a stream whose failures are not",
    type: mapping,
    props: { startingPosition: "LATEST" },
    findings: ["onFailure", "maximumRetryAttempts"],
  },
  {
    name: "a stream that tries for ever",
    type: mapping,
    props: {
      startingPosition: "LATEST",
      maximumRetryAttempts: -1,
      destinationConfig: { onFailure: { destinationArn: dead } },
    },
    findings: ["maximumRetryAttempts"],
  },
  { name: "a queue, which has its own", type: mapping, props: { eventSourceArn: dead } },
  {
    name: "a schedule with",
    type: "scheduler/schedule:Schedule",
    props: { target: { deadLetterConfig: { arn: dead } } },
  },
  {
    name: "a schedule without",
    type: "scheduler/schedule:Schedule",
    props: { target: {} },
    findings: ["deadLetterConfig"],
  },
  {
    name: "a target of EventBridge with",
    type: "cloudwatch/eventTarget:EventTarget",
    props: { deadLetterConfig: { arn: dead } },
  },
  {
    name: "a target of EventBridge without",
    type: "cloudwatch/eventTarget:EventTarget",
    props: {},
    findings: ["deadLetterConfig"],
  },
  {
    name: "a subscription of a person",
    type: "sns/topicSubscription:TopicSubscription",
    props: { protocol: "email" },
  },
  {
    name: "a subscription of a queue with",
    type: "sns/topicSubscription:TopicSubscription",
    props: { protocol: "sqs", redrivePolicy: "{}" },
  },
  {
    name: "a subscription of a queue without",
    type: "sns/topicSubscription:TopicSubscription",
    props: { protocol: "sqs" },
    findings: ["redrivePolicy"],
  },
  {
    name: "a pipe from a stream without",
    type: "pipes/pipe:Pipe",
    props: { sourceParameters: { kinesisStreamParameters: { startingPosition: "LATEST" } } },
    findings: ["deadLetterConfig"],
  },
  {
    name: "a pipe from a stream with",
    type: "pipes/pipe:Pipe",
    props: { sourceParameters: { kinesisStreamParameters: { deadLetterConfig: { arn: dead } } } },
  },
]);
