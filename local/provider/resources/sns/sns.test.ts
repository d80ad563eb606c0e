import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { allow } from "../../testing/documents";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["sns.Topic", topicCases],
  ["sns.TopicPolicy", topicPolicyCases],
  ["sns.TopicSubscription", topicSubscriptionCases],
]);

/** Cases of the type `Topic`. */
async function topicCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.sns();
  const arn = "arn:aws:sns:us-east-1:000000000000:alarms";
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: arn,
      },
    ],
  });
  cases.push({
    token: "aws:sns/topic:Topic",
    small: { name: "alarms" },
    large: {
      name: "alarms",
      displayName: "Alarms",
      policy,
      kmsMasterKeyId: "alias/aws/sns",
      tracingConfig: "Active",
      tags: { owner: "platform" },
    },
    drift: (TopicArn) =>
      client.send(
        new sns.SetTopicAttributesCommand({
          TopicArn,
          AttributeName: "DisplayName",
          AttributeValue: "Other",
        }),
      ),
    drifted: ["displayName"],
    replaced: { name: "events", fifoTopic: true },
    // It may be a resource of its own, so an import leaves it out.
    unseen: ["policy"],
  });
  return cases;
}

/** Cases of the type `TopicPolicy`. */
async function topicPolicyCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.sns();
  const { TopicArn: arn = "" } = await client.send(new sns.CreateTopicCommand({ Name: "with-policy" }));
  return [
    {
      token: "aws:sns/topicPolicy:TopicPolicy",
      small: { arn, policy: allow("sns:Publish", arn) },
      large: { arn, policy: allow("sns:Subscribe", arn) },
      drift: () =>
        client.send(
          new sns.SetTopicAttributesCommand({
            TopicArn: arn,
            AttributeName: "Policy",
            AttributeValue: allow("sns:*", arn),
          }),
        ),
      drifted: ["policy"],
      replaced: { arn: `${arn}2` },
    },
  ];
}

/** Cases of the type `TopicSubscription`. */
async function topicSubscriptionCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const [topics, queues] = [clients.sns(), clients.sqs()];
  const { TopicArn: topic = "" } = await topics.send(new sns.CreateTopicCommand({ Name: "subscribed" }));
  await queues.send(new sqs.CreateQueueCommand({ QueueName: "subscriber" }));
  const endpointArn = "arn:aws:sqs:us-east-1:000000000000:subscriber";
  cases.push({
    token: "aws:sns/topicSubscription:TopicSubscription",
    small: { topic, protocol: "sqs", endpoint: endpointArn },
    large: {
      topic,
      protocol: "sqs",
      endpoint: endpointArn,
      rawMessageDelivery: true,
      filterPolicy: JSON.stringify({ event: ["approved", "rejected"] }),
      filterPolicyScope: "MessageBody",
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" }),
    },
    drift: (SubscriptionArn) =>
      topics.send(
        new sns.SetSubscriptionAttributesCommand({
          SubscriptionArn,
          AttributeName: "RawMessageDelivery",
          AttributeValue: "false",
        }),
      ),
    drifted: ["rawMessageDelivery"],
    replaced: {
      topic: "arn:aws:sns:us-east-1:000000000000:other",
      protocol: "https",
      endpoint: "https://example.com",
    },
  });
  return cases;
}
