import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { messageTls } from "./message-tls";

const url = "https://sqs.us-east-1.amazonaws.com/123456789012/work";
const queue = { type: "sqs/queue:Queue", name: "work", props: { name: "work", url } };
const topic = { type: "sns/topic:Topic", name: "alerts", props: { name: "alerts", arn: unknownString } };
const deny = (Action: string, Effect = "Deny") =>
  JSON.stringify({
    Statement: {
      Effect,
      Principal: "*",
      Action,
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  });

stackCases(messageTls, [
  {
    name: "a queue with an inline policy",
    resources: [{ ...queue, props: { ...queue.props, policy: deny("sqs:*") } }],
  },
  {
    name: "a queue with a QueuePolicy",
    resources: [
      queue,
      { type: "sqs/queuePolicy:QueuePolicy", name: "p", props: { queueUrl: url, policy: deny("SQS:*") } },
    ],
  },
  { name: "a queue without policy", resources: [queue], findings: ["work: plain-http"] },
  {
    name: "a queue that allows plain HTTP",
    resources: [{ ...queue, props: { ...queue.props, policy: deny("sqs:*", "Allow") } }],
    findings: ["work: plain-http"],
  },
  {
    name: "a topic with an unknown ARN",
    resources: [
      topic,
      {
        type: "sns/topicPolicy:TopicPolicy",
        name: "p",
        props: { arn: unknownString, policy: deny("sns:Publish") },
        from: { arn: "alerts" },
      },
    ],
  },
  {
    name: "a topic with an unknown policy",
    resources: [
      topic,
      {
        type: "sns/topicPolicy:TopicPolicy",
        name: "p",
        props: { arn: unknownString, policy: unknownString },
        from: { arn: "alerts" },
      },
    ],
    findings: ["alerts: Unknown::policy"],
  },
  { name: "a topic without policy", resources: [topic], findings: ["alerts: plain-http"] },
]);
