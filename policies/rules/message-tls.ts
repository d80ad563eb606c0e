import { parseDocument } from "../lib/iam/document";
import { UNKNOWN, listOf, type Plain } from "../lib/plain";
import { stackRule, type StackFinding } from "../lib/rule";
import type { Stack, StackResource } from "../lib/stack";
import { refusesPlainHttp } from "../lib/tls";

/** Where the policy of a queue or topic is set, and the actions that it must deny. */
interface Channel {
  /** The resource type that sets the policy, and its property that refers to the queue or topic. */
  setting: { type: string; property: string; keys: readonly string[] };
  actions: readonly string[];
}

const channels: Readonly<Record<string, Channel>> = {
  "aws:sns/topic:Topic": {
    setting: { type: "aws:sns/topicPolicy:TopicPolicy", property: "arn", keys: ["arn", "id"] },
    // A topic policy does not accept `sns:*`.
    actions: ["sns:publish"],
  },
  "aws:sqs/queue:Queue": {
    setting: { type: "aws:sqs/queuePolicy:QueuePolicy", property: "queueUrl", keys: ["url", "id"] },
    actions: ["sqs:*"],
  },
};

/** Requires queue and topic policies that deny requests without TLS. */
export const messageTls = stackRule({
  name: "message-tls",
  severity: "medium",
  describe: "Every queue and topic policy denies requests without TLS.",
  why:
    "SQS and SNS also accept plain HTTP: a client with http:// in its configuration sends messages that anybody " +
    "on the network path can read.",
  fix:
    "In a QueuePolicy or TopicPolicy, deny sqs:* (for a topic: sns:Publish) to every principal if " +
    "aws:SecureTransport is false.",
  checkStack: (stack) =>
    Object.entries(channels).flatMap(([type, channel]) =>
      stack.ofType(type).flatMap((resource): StackFinding[] => {
        const policies = policiesOf(resource, channel, stack);
        if (policies.some((policy) => isRefused(policy, channel))) return [];
        return policies.includes(UNKNOWN)
          ? [{ id: "Unknown::policy", what: "its policy is not known at preview", resource }]
          : [{ id: "plain-http", what: "accepts requests without TLS", resource }];
      }),
    ),
});

function policiesOf(resource: StackResource, { setting }: Channel, stack: Stack): Plain[] {
  const settings = stack
    .ofType(setting.type)
    .filter((one) => stack.refers(one, setting.property, resource, setting.keys));
  return [resource, ...settings].flatMap(({ props }) => listOf(props["policy"]));
}

/** The policy of a queue applies to that queue only, so Resource is not checked. */
function isRefused(policy: Plain, { actions }: Channel): boolean {
  return parseDocument(policy).statements.some((statement) => refusesPlainHttp(statement, ...actions));
}
