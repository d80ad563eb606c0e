import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  type SNSClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import type { Context, ResourceType, State, Value, Values } from "../resource";
import {
  type Attributes,
  changedAttributes,
  finish,
  found,
  fromAttributes,
  needed,
  tagChanges,
  tagList,
  tagRecord,
  tags,
  toAttributes,
} from "../shared";

/** SNS's not-found error. */
export const notFound = ["NotFoundException", "NotFound"];

const attributes: Attributes = {
  displayName: { name: "DisplayName" },
  policy: { name: "Policy" },
  deliveryPolicy: { name: "DeliveryPolicy" },
  kmsMasterKeyId: { name: "KmsMasterKeyId" },
  fifoTopic: { name: "FifoTopic", kind: "flag" },
  contentBasedDeduplication: { name: "ContentBasedDeduplication", kind: "flag", reset: "false" },
  fifoThroughputScope: { name: "FifoThroughputScope", reset: "Topic" },
  signatureVersion: { name: "SignatureVersion", kind: "number", reset: "1" },
  tracingConfig: { name: "TracingConfig", reset: "PassThrough" },
};

/** A topic. */
export const topic: ResourceType = {
  token: "aws:sns/topic:Topic",
  properties: {
    name: { replace: true, autoname: { suffix: ".fifo", when: "fifoTopic" } },
    namePrefix: { replace: true, writeOnly: true },
    displayName: { default: "" },
    policy: { json: true },
    deliveryPolicy: { json: true },
    kmsMasterKeyId: { default: "" },
    fifoTopic: { replace: true, default: false },
    contentBasedDeduplication: { default: false },
    fifoThroughputScope: { default: "Topic" },
    signatureVersion: { default: 1 },
    tracingConfig: { default: "PassThrough" },
    tags,
  },
  stable: ["arn", "owner"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.sns();
    const made = await client.send(
      new CreateTopicCommand({
        Name: needed(inputs, "name"),
        Attributes: toAttributes(attributes, inputs),
        Tags: tagList(inputs),
      }),
    );
    return finish(() => readTopic(made.TopicArn ?? "", context, inputs));
  },

  read: readTopic,

  async update(id, old, next, changed, context) {
    const client = context.clients.sns();
    const policy = changed.has("policy") && !("policy" in next) ? { Policy: defaultPolicy(id) } : {};
    const settings = { ...changedAttributes(attributes, next, changed), ...policy };
    return finish(
      () => readTopic(id, context, next),
      ...Object.entries(settings).map(
        ([AttributeName, AttributeValue]) =>
          () =>
            client.send(new SetTopicAttributesCommand({ TopicArn: id, AttributeName, AttributeValue })),
      ),
      () => (changed.has("tags") ? setTags(client, id, old, next) : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.sns().send(new DeleteTopicCommand({ TopicArn: id }));
  },

  async locate(inputs, context) {
    const id = `arn:aws:sns:${context.region}:${context.accountId}:${needed(inputs, "name")}`;
    return (await readTopic(id, context))?.id;
  },
};

async function readTopic(id: string, { clients }: Context, last?: Values): Promise<State | undefined> {
  const client = clients.sns();
  const response = await found(notFound, () => client.send(new GetTopicAttributesCommand({ TopicArn: id })));
  if (response?.Attributes === undefined) return undefined;
  const live = await client.send(new ListTagsForResourceCommand({ ResourceArn: id }));
  const { policy, ...inputs } = fromAttributes(attributes, response.Attributes);
  // Every topic has a policy. Unless the program has one here, it is the default or a resource of its own.
  const own = policy !== undefined && last?.["policy"] !== undefined;
  return {
    id,
    inputs: {
      ...inputs,
      name: id.split(":").at(-1) ?? "",
      ...(own && { policy }),
      tags: tagRecord(live.Tags),
    },
    outputs: { arn: id, owner: response.Attributes["Owner"] ?? "", policy: policy ?? "" },
  };
}

/** Whether it is the default policy of a topic. */
export const isDefaultPolicy = (policy: Value): boolean =>
  typeof policy === "string" && policy.includes('"__default_policy_ID"');

/** The default policy of a topic. */
export function defaultPolicy(arn: string): string {
  const actions = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
  ];
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": arn.split(":")[4] } },
      },
    ],
  });
}

async function setTags(client: SNSClient, ResourceArn: string, old: Values, next: Values): Promise<void> {
  const { removed, set } = tagChanges(old, next);
  if (removed.length > 0) await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: removed }));
  if (set.length > 0) await client.send(new TagResourceCommand({ ResourceArn, Tags: set }));
}
