import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  type Attributes,
  changedAttributes,
  finish,
  found,
  fromAttributes,
  needed,
  toAttributes,
} from "../shared";

const notFound = ["NotFoundException", "NotFound"];

const attributes: Attributes = {
  rawMessageDelivery: { name: "RawMessageDelivery", kind: "flag", reset: "false" },
  filterPolicyScope: { name: "FilterPolicyScope", reset: "MessageAttributes" },
  filterPolicy: { name: "FilterPolicy", reset: "{}" },
  deliveryPolicy: { name: "DeliveryPolicy" },
  redrivePolicy: { name: "RedrivePolicy" },
  replayPolicy: { name: "ReplayPolicy" },
  subscriptionRoleArn: { name: "SubscriptionRoleArn" },
};

/** A subscription to a topic. */
export const topicSubscription: ResourceType = {
  token: "aws:sns/topicSubscription:TopicSubscription",
  properties: {
    topic: { replace: true, required: true },
    protocol: { replace: true, required: true },
    endpoint: { replace: true, required: true },
    rawMessageDelivery: { default: false },
    filterPolicy: { json: true, default: "{}" },
    filterPolicyScope: { default: "MessageAttributes" },
    deliveryPolicy: { json: true },
    redrivePolicy: { json: true },
    replayPolicy: { json: true },
    subscriptionRoleArn: { default: "" },
    confirmationTimeoutInMinutes: { default: 1, writeOnly: true },
    endpointAutoConfirms: { default: false, writeOnly: true },
  },
  stable: ["arn", "ownerId"],
  identity: ["topic", "protocol", "endpoint"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.sns();
    const made = await client.send(
      new SubscribeCommand({
        TopicArn: needed(inputs, "topic"),
        Protocol: needed(inputs, "protocol"),
        Endpoint: needed(inputs, "endpoint"),
        Attributes: toAttributes(attributes, inputs),
        ReturnSubscriptionArn: true,
      }),
    );
    return finish(() => readSubscription(made.SubscriptionArn ?? "", context));
  },

  read: readSubscription,

  async update(id, _old, next, changed, context) {
    const client = context.clients.sns();
    const settings = Object.entries(changedAttributes(attributes, next, changed));
    return finish(
      () => readSubscription(id, context),
      ...settings.map(
        ([AttributeName, AttributeValue]) =>
          () =>
            client.send(
              new SetSubscriptionAttributesCommand({ SubscriptionArn: id, AttributeName, AttributeValue }),
            ),
      ),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.sns().send(new UnsubscribeCommand({ SubscriptionArn: id }));
  },

  async locate(inputs, { clients }) {
    const client = clients.sns();
    const TopicArn = needed(inputs, "topic");
    for (let NextToken: string | undefined; ;) {
      const page = await found(notFound, () =>
        client.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken })),
      );
      const match = page?.Subscriptions?.find(
        ({ Protocol, Endpoint }) => Protocol === inputs["protocol"] && Endpoint === inputs["endpoint"],
      );
      NextToken = page?.NextToken;
      if (match !== undefined || NextToken === undefined) return match?.SubscriptionArn;
    }
  },
};

async function readSubscription(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.sns();
  const response = await found(notFound, () =>
    client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: id })),
  );
  if (response?.Attributes === undefined) return undefined;
  const { TopicArn = "", Protocol = "", Endpoint = "", Owner = "", ...rest } = response.Attributes;
  const inputs: Values = {
    ...fromAttributes(attributes, rest),
    topic: TopicArn,
    protocol: Protocol,
    endpoint: Endpoint,
  };
  return {
    id,
    inputs,
    outputs: {
      arn: id,
      ownerId: Owner,
      pendingConfirmation: rest["PendingConfirmation"] === "true",
      confirmationWasAuthenticated: rest["ConfirmationWasAuthenticated"] === "true",
    },
  };
}
