import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { deliveryDeadLetters } from "./delivery-dead-letters";

const mapping = "lambda/eventSourceMapping:EventSourceMapping";
const dead = "arn:aws:sqs:us-east-1:123456789012:dead";

resourceCases(deliveryDeadLetters, [
  {
    name: "a stream with a failure destination",
    type: mapping,
    props: {
      startingPosition: "LATEST",
      maximumRetryAttempts: 3,
      destinationConfig: { onFailure: { destinationArn: unknownString } },
    },
  },
  {
    name: "a stream without failure destination",
    type: mapping,
    props: { startingPosition: "LATEST" },
    findings: ["onFailure", "maximumRetryAttempts"],
  },
  {
    name: "a stream with unlimited retries",
    type: mapping,
    props: {
      startingPosition: "LATEST",
      maximumRetryAttempts: -1,
      destinationConfig: { onFailure: { destinationArn: dead } },
    },
    findings: ["maximumRetryAttempts"],
  },
  { name: "an event source mapping of a queue", type: mapping, props: { eventSourceArn: dead } },
  {
    name: "a schedule with a dead-letter queue",
    type: "scheduler/schedule:Schedule",
    props: { target: { deadLetterConfig: { arn: dead } } },
  },
  {
    name: "a schedule without dead-letter queue",
    type: "scheduler/schedule:Schedule",
    props: { target: {} },
    findings: ["deadLetterConfig"],
  },
  {
    name: "an EventBridge target with a dead-letter queue",
    type: "cloudwatch/eventTarget:EventTarget",
    props: { deadLetterConfig: { arn: dead } },
  },
  {
    name: "an EventBridge target without dead-letter queue",
    type: "cloudwatch/eventTarget:EventTarget",
    props: {},
    findings: ["deadLetterConfig"],
  },
  {
    name: "an e-mail subscription",
    type: "sns/topicSubscription:TopicSubscription",
    props: { protocol: "email" },
  },
  {
    name: "a queue subscription with a dead-letter queue",
    type: "sns/topicSubscription:TopicSubscription",
    props: { protocol: "sqs", redrivePolicy: "{}" },
  },
  {
    name: "a queue subscription without dead-letter queue",
    type: "sns/topicSubscription:TopicSubscription",
    props: { protocol: "sqs" },
    findings: ["redrivePolicy"],
  },
  {
    name: "a pipe without dead-letter queue",
    type: "pipes/pipe:Pipe",
    props: { sourceParameters: { kinesisStreamParameters: { startingPosition: "LATEST" } } },
    findings: ["deadLetterConfig"],
  },
  {
    name: "a pipe with a dead-letter queue",
    type: "pipes/pipe:Pipe",
    props: { sourceParameters: { kinesisStreamParameters: { deadLetterConfig: { arn: dead } } } },
  },
]);
