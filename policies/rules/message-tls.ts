import { parseDocument } from "../iam/document";
import { UNKNOWN, listOf, type Plain } from "../plain";
import { stackRule, type StackFinding } from "../rule";
import type { Stack, StackResource } from "../stack";
import { refusesPlainHttp } from "../tls";

/** Where a queue's or a topic's policy stands, and what it has to refuse. */
interface Channel {
  /** Resources that set the policy, by the property that says whose it is. */
  setting: { type: string; property: string; keys: readonly string[] };
  actions: readonly string[];
}

const channels: Readonly<Record<string, Channel>> = {
  "aws:sns/topic:Topic": {
    setting: { type: "aws:sns/topicPolicy:TopicPolicy", property: "arn", keys: ["arn", "id"] },
    // SNS knows no `sns:*` in the policy of a topic.
    actions: ["sns:publish"],
  },
  "aws:sqs/queue:Queue": {
    setting: { type: "aws:sqs/queuePolicy:QueuePolicy", property: "queueUrl", keys: ["url", "id"] },
    actions: ["sqs:*"],
  },
};

/** Queues and topics refuse plain HTTP, which both have an endpoint for. */
export const messageTls = stackRule({
  name: "message-tls",
  severity: "medium",
  describe: "Every queue and every topic refuses requests without TLS.",
  why:
    "The SDKs speak HTTPS, but SQS and SNS answer plain HTTP, too: a client with http:// in its configuration sends messages " +
    "that everybody on the way can read.",
  fix:
    "Deny sqs:* (of a topic: sns:Publish) to everybody where aws:SecureTransport is false, in a QueuePolicy or " +
    "TopicPolicy.",
  checkStack: (stack) =>
    Object.entries(channels).flatMap(([type, channel]) =>
      stack.ofType(type).flatMap((resource): StackFinding[] => {
        const policies = policiesOf(resource, channel, stack);
        if (policies.some((policy) => isRefused(policy, channel))) return [];
        return policies.includes(UNKNOWN)
          ? [{ id: "Unknown::policy", what: "its policy is not known at preview", resource }]
          : [{ id: "plain-http", what: "takes requests without TLS", resource }];
      }),
    ),
});

function policiesOf(resource: StackResource, { setting }: Channel, stack: Stack): Plain[] {
  const settings = stack
    .ofType(setting.type)
    .filter((one) => stack.refers(one, setting.property, resource, setting.keys));
  return [resource, ...settings].flatMap(({ props }) => listOf(props["policy"]));
}

/** A policy of one queue speaks of that queue alone, whatever its Resource is called. */
function isRefused(policy: Plain, { actions }: Channel): boolean {
  return parseDocument(policy).statements.some((statement) => refusesPlainHttp(statement, ...actions));
}
