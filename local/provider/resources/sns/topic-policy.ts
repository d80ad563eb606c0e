import { GetTopicAttributesCommand, SetTopicAttributesCommand } from "@aws-sdk/client-sns";
import type { Context, ResourceType, State } from "../resource";
import { finish, found, needed } from "../shared";
import { defaultPolicy, isDefaultPolicy, notFound } from "./topic";

/** The policy of a topic. Its id is the topic's ARN. Deleting it restores the default policy. */
export const topicPolicy: ResourceType = {
  token: "aws:sns/topicPolicy:TopicPolicy",
  properties: { arn: { replace: true, required: true }, policy: { json: true, required: true } },
  stable: ["owner"],
  identity: ["arn"],
  notFound,

  async create(inputs, context) {
    const arn = needed(inputs, "arn");
    await put(arn, needed(inputs, "policy"), context);
    return finish(() => read(arn, context));
  },

  read,
  update: (_id, _old, next, _changed, context) => topicPolicy.create(next, context),
  delete: (id, _inputs, context) => put(id, defaultPolicy(id), context),

  async locate(inputs, context) {
    return (await read(needed(inputs, "arn"), context))?.id;
  },
};

async function put(TopicArn: string, AttributeValue: string, { clients }: Context): Promise<void> {
  const client = clients.sns();
  await client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
}

async function read(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.sns();
  const response = await found(notFound, () => client.send(new GetTopicAttributesCommand({ TopicArn: id })));
  const policy = response?.Attributes?.["Policy"];
  if (policy === undefined || policy === "" || isDefaultPolicy(policy)) return undefined;
  return { id, inputs: { arn: id, policy }, outputs: { owner: response?.Attributes?.["Owner"] ?? "" } };
}
