import { GetQueueAttributesCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Context, ResourceType, State } from "../resource";
import { finish, found, needed } from "../shared";

/** SQS's not-found errors. */
export const notFound = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "NonExistentQueue"];

/** The policy of a queue. Its id is the queue's URL. */
export const queuePolicy: ResourceType = {
  token: "aws:sqs/queuePolicy:QueuePolicy",
  properties: { queueUrl: { replace: true, required: true }, policy: { json: true, required: true } },
  stable: [],
  identity: ["queueUrl"],
  notFound,

  async create(inputs, context) {
    const url = needed(inputs, "queueUrl");
    await put(url, needed(inputs, "policy"), context);
    return finish(() => read(url, context));
  },

  read,
  update: (_id, _old, next, _changed, context) => queuePolicy.create(next, context),
  delete: (id, _inputs, context) => put(id, "", context),

  async locate(inputs, context) {
    return (await read(needed(inputs, "queueUrl"), context))?.id;
  },
};

async function put(QueueUrl: string, Policy: string, { clients }: Context): Promise<void> {
  const client = clients.sqs();
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

async function read(id: string, { clients }: Context): Promise<State | undefined> {
  const client = clients.sqs();
  const ask = new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["Policy"] });
  const policy = (await found(notFound, () => client.send(ask)))?.Attributes?.["Policy"];
  return policy ? { id, inputs: { queueUrl: id, policy }, outputs: {} } : undefined;
}
