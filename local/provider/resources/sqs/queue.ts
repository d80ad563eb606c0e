import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  type SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  type Attributes,
  changedAttributes,
  finish,
  found,
  fromAttributes,
  needed,
  record,
  tagChanges,
  tagRecord,
  tags,
  toAttributes,
} from "../shared";
import { notFound } from "./queue-policy";

/** Defaults are the official provider's, which sends them with every queue. */
const attributes: Attributes = {
  delaySeconds: { name: "DelaySeconds", kind: "number", reset: "0" },
  maxMessageSize: { name: "MaximumMessageSize", kind: "number", reset: "262144" },
  messageRetentionSeconds: { name: "MessageRetentionPeriod", kind: "number", reset: "345600" },
  receiveWaitTimeSeconds: { name: "ReceiveMessageWaitTimeSeconds", kind: "number", reset: "0" },
  visibilityTimeoutSeconds: { name: "VisibilityTimeout", kind: "number", reset: "30" },
  policy: { name: "Policy" },
  redrivePolicy: { name: "RedrivePolicy" },
  redriveAllowPolicy: { name: "RedriveAllowPolicy" },
  fifoQueue: { name: "FifoQueue", kind: "flag" },
  contentBasedDeduplication: { name: "ContentBasedDeduplication", kind: "flag", reset: "false" },
  deduplicationScope: { name: "DeduplicationScope", reset: "queue" },
  fifoThroughputLimit: { name: "FifoThroughputLimit", reset: "perQueue" },
  kmsMasterKeyId: { name: "KmsMasterKeyId" },
  kmsDataKeyReusePeriodSeconds: { name: "KmsDataKeyReusePeriodSeconds", kind: "number", reset: "300" },
  sqsManagedSseEnabled: { name: "SqsManagedSseEnabled", kind: "flag", reset: "true" },
};

export const queue: ResourceType = {
  token: "aws:sqs/queue:Queue",
  properties: {
    name: { replace: true, autoname: { suffix: ".fifo", when: "fifoQueue" } },
    namePrefix: { replace: true, writeOnly: true },
    delaySeconds: { default: 0 },
    maxMessageSize: { default: 262_144 },
    messageRetentionSeconds: { default: 345_600 },
    receiveWaitTimeSeconds: { default: 0 },
    visibilityTimeoutSeconds: { default: 30 },
    policy: { json: true },
    redrivePolicy: { json: true },
    redriveAllowPolicy: { json: true },
    fifoQueue: { replace: true, default: false },
    contentBasedDeduplication: { default: false },
    deduplicationScope: { default: "queue" },
    fifoThroughputLimit: { default: "perQueue" },
    kmsMasterKeyId: { default: "" },
    kmsDataKeyReusePeriodSeconds: { default: 300 },
    sqsManagedSseEnabled: { default: true },
    tags,
  },
  stable: ["arn", "url"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.sqs();
    const made = await client.send(
      new CreateQueueCommand({
        QueueName: needed(inputs, "name"),
        Attributes: { ...queueDefaults, ...toAttributes(attributes, inputs) },
        tags: record(inputs, "tags"),
      }),
    );
    return finish(() => readQueue(made.QueueUrl ?? "", context, inputs));
  },

  read: readQueue,

  async update(id, old, next, changed, context) {
    const client = context.clients.sqs();
    const settings = changedAttributes(attributes, next, changed);
    return finish(
      () => readQueue(id, context, next),
      () =>
        Object.keys(settings).length > 0
          ? client.send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes: settings }))
          : undefined,
      () => (changed.has("tags") ? setTags(client, id, old, next) : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.sqs().send(new DeleteQueueCommand({ QueueUrl: id }));
  },

  async locate(inputs, { clients }) {
    const client = clients.sqs();
    const QueueName = needed(inputs, "name");
    return (await found(notFound, () => client.send(new GetQueueUrlCommand({ QueueName }))))?.QueueUrl;
  },
};

const queueDefaults = { MaximumMessageSize: "262144" };
const all: QueueAttributeName[] = ["All"];

async function readQueue(id: string, { clients }: Context, last?: Values): Promise<State | undefined> {
  const client = clients.sqs();
  const ask = new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: all });
  const response = (await found(notFound, () => client.send(ask)))?.Attributes;
  if (response === undefined) return undefined;
  const live = await client.send(new ListQueueTagsCommand({ QueueUrl: id }));
  const { policy, ...inputs } = fromAttributes(attributes, response);
  // It may be a resource of its own.
  const own = policy !== undefined && last?.["policy"] !== undefined;
  return {
    id,
    inputs: {
      ...inputs,
      ...(own && { policy }),
      name: response["QueueArn"]?.split(":").at(-1) ?? "",
      tags: tagRecord(live.Tags),
    },
    outputs: { arn: response["QueueArn"] ?? "", url: id, policy: policy ?? "" },
  };
}

async function setTags(client: SQSClient, QueueUrl: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  const added = Object.fromEntries(set.map(({ Key, Value }) => [Key, Value]));
  if (removed.length > 0) await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: removed }));
  if (set.length > 0) await client.send(new TagQueueCommand({ QueueUrl, Tags: added }));
}
