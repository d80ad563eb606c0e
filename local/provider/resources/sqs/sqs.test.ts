import * as sqs from "@aws-sdk/client-sqs";
import { CreateQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { allow } from "../../testing/documents";
import { queueUrl } from "../../../../infra/lib/names";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["sqs.Queue", queueCases],
  ["sqs.QueuePolicy", queuePolicyCases],
]);

test("a queue is reached by the URL that functions get", async () => {
  const client = suite.cloud.clients.sqs();
  await client.send(new CreateQueueCommand({ QueueName: "erasure" }));
  const place = { stage: "local", region: "us-east-1", accountId: "000000000000" };
  const QueueUrl = queueUrl("erasure", place);
  const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
  expect(sent.MessageId).toBeDefined();
});

/** Cases of the type `Queue`. */
async function queueCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.sqs();
  await client.send(new sqs.CreateQueueCommand({ QueueName: "dead" }));
  cases.push({
    token: "aws:sqs/queue:Queue",
    small: { name: "jobs" },
    large: {
      name: "jobs",
      delaySeconds: 5,
      maxMessageSize: 2048,
      messageRetentionSeconds: 86_400,
      receiveWaitTimeSeconds: 20,
      visibilityTimeoutSeconds: 90,
      policy: allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:jobs"),
      redrivePolicy: JSON.stringify({
        maxReceiveCount: 3,
        deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead",
      }),
      redriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }),
      kmsMasterKeyId: "alias/aws/sqs",
      sqsManagedSseEnabled: false,
      tags: { owner: "platform" },
    },
    drift: (QueueUrl) =>
      client.send(new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "31" } })),
    drifted: ["visibilityTimeoutSeconds"],
    replaced: { name: "tasks", fifoQueue: true },
    // It may be a resource of its own, so an import leaves it out.
    unseen: ["policy"],
  });
  return cases;
}

/** Cases of the type `QueuePolicy`. */
async function queuePolicyCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.sqs();
  const { QueueUrl: queueUrl = "" } = await client.send(
    new sqs.CreateQueueCommand({ QueueName: "with-policy" }),
  );
  const arn = "arn:aws:sqs:us-east-1:000000000000:with-policy";
  return [
    {
      token: "aws:sqs/queuePolicy:QueuePolicy",
      small: { queueUrl, policy: allow("sqs:SendMessage", arn) },
      large: { queueUrl, policy: allow("sqs:ReceiveMessage", arn) },
      drift: (QueueUrl) =>
        client.send(
          new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: allow("sqs:*", arn) } }),
        ),
      drifted: ["policy"],
      replaced: { queueUrl: `${queueUrl}2` },
    },
  ];
}
