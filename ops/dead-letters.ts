/** Finding what lies dead on a stage, and putting it back where it came from. */
import { paginateListFunctions, InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  paginateListQueues,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { project } from "../infra/lib/names";
import { UserError } from "../common/errors";

/** What the work is done with. */
export interface Clients {
  sqs: SQSClient;
  lambda: LambdaClient;
}

interface Queue {
  /** Without project and stage, e.g. `notifications-dead`. */
  thing: string;
  name: string;
  url: string;
  arn: string;
  /** Messages that can be received now, and those that somebody has received; approximate, as SQS says. */
  waiting: number;
  held: number;
}

/** A queue of dead letters: messages of one queue, or calls that nobody waited for. */
export type DeadLetters = Queue &
  ({ kind: "messages"; source: Queue } | { kind: "calls"; functions: readonly string[] });

/** What was done with the letters of a queue. */
export interface Redriven {
  /** How many were put back. */
  moved: number;
  /** How many nobody but a person can put back. */
  left: number;
}

/** The alias of the functions by which all callers call. */
const LIVE = "live";

/** Seconds in which a letter that was received is ours alone; one that was put back is deleted well before. */
const OURS = 60;

/** The queues of dead letters of a stage, by name. */
export async function findDeadLetters({ sqs, lambda }: Clients, stage: string): Promise<DeadLetters[]> {
  const queues: (Queue & { deadLetterArn?: string })[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues(
    { client: sqs },
    { QueueNamePrefix: `${project}-`, MaxResults: 1000 },
  )) {
    for (const url of QueueUrls) {
      const thing = new RegExp(`/${project}-([^/]+)-${stage}$`).exec(url)?.[1];
      if (thing !== undefined) queues.push(await describe(sqs, thing, url));
    }
  }
  const callers = new Map<string, string[]>();
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName = "", DeadLetterConfig } of Functions) {
      const arn = DeadLetterConfig?.TargetArn;
      if (arn !== undefined) callers.set(arn, [...(callers.get(arn) ?? []), FunctionName]);
    }
  }
  return queues
    .flatMap((queue): DeadLetters[] => {
      const source = queues.find(({ deadLetterArn }) => deadLetterArn === queue.arn);
      if (source !== undefined) return [{ ...queue, kind: "messages", source }];
      const functions = callers.get(queue.arn);
      return functions === undefined ? [] : [{ ...queue, kind: "calls", functions }];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

async function describe(
  sqs: SQSClient,
  thing: string,
  url: string,
): Promise<Queue & { deadLetterArn?: string }> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
  );
  const policy = JSON.parse(Attributes["RedrivePolicy"] ?? "{}") as { deadLetterTargetArn?: string };
  return {
    ...{ thing, url, name: url.slice(url.lastIndexOf("/") + 1), arn: Attributes["QueueArn"] ?? "" },
    waiting: Number(Attributes["ApproximateNumberOfMessages"] ?? 0),
    held: Number(Attributes["ApproximateNumberOfMessagesNotVisible"] ?? 0),
    ...(policy.deadLetterTargetArn === undefined ? {} : { deadLetterArn: policy.deadLetterTargetArn }),
  };
}

/**
 * Puts all letters of a queue back. Cut off at any point nothing is lost: a letter goes only when it is elsewhere, and
 * one that is then in both places is done twice, which does no harm.
 * @param wait waits so many ms; the tests do not.
 */
export async function redrive(
  clients: Clients,
  letters: DeadLetters,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<Redriven> {
  if (letters.kind === "calls")
    return each(clients, letters, (message) => callAgain(clients, letters, message));
  return (
    (await moveBySqs(clients.sqs, letters, wait)) ??
    each(clients, letters, (message) => sendBack(clients.sqs, letters.source, message))
  );
}

/**
 * SQS moves them by itself, also when nobody follows it any more; a move that still runs is followed to its end.
 * @returns undefined where SQS does not know how, as the local cloud's.
 */
async function moveBySqs(
  sqs: SQSClient,
  { arn, source }: Extract<DeadLetters, { kind: "messages" }>,
  wait: (ms: number) => Promise<void>,
): Promise<Redriven | undefined> {
  const newest = async () => {
    const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }));
    return Results?.[0];
  };
  let earlier: Awaited<ReturnType<typeof newest>>;
  try {
    earlier = await newest();
  } catch (error) {
    if (error instanceof Error && error.name === "InvalidAction") return undefined;
    throw error;
  }
  const runs = earlier?.Status === "RUNNING";
  // Where to is said, though SQS knows it of each that died on its queue: not of those that EventBridge left here.
  if (!runs) await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn, DestinationArn: source.arn }));
  for (;;) {
    const task = await newest();
    // The list may lag behind the start.
    if (task !== undefined && (runs || task.StartedTimestamp !== earlier?.StartedTimestamp)) {
      if (task.Status === "COMPLETED") return { moved: task.ApproximateNumberOfMessagesMoved ?? 0, left: 0 };
      if (task.Status === "FAILED" || task.Status === "CANCELLED")
        throw new UserError(
          `SQS ended the move from ${arn}: ${task.Status} ${task.FailureReason ?? ""}`.trim(),
          "Nothing is lost; mend that and run it again.",
        );
    }
    await wait(1_000);
  }
}

/** Receives letter by letter, puts each back, and only then deletes it. */
async function each(
  { sqs }: Clients,
  { url }: DeadLetters,
  putBack: (message: Message) => Promise<boolean>,
): Promise<Redriven> {
  const QueueUrl = url;
  const left = new Map<string, string>();
  let moved = 0;
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
        VisibilityTimeout: OURS,
        WaitTimeSeconds: 1,
      }),
    );
    const fresh = Messages.filter(({ MessageId = "" }) => !left.has(MessageId));
    for (const { MessageId = "", ReceiptHandle = "" } of Messages) {
      if (left.has(MessageId)) left.set(MessageId, ReceiptHandle);
    }
    if (fresh.length === 0) break;
    for (const message of fresh) {
      const { MessageId = "", ReceiptHandle = "" } = message;
      if (await putBack(message)) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        moved++;
      } else left.set(MessageId, ReceiptHandle);
    }
  }
  // At once where they were, so that the alarm does not take the queue for empty.
  for (const ReceiptHandle of left.values()) {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  }
  return { moved, left: left.size };
}

async function sendBack(sqs: SQSClient, source: Queue, message: Message): Promise<boolean> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: source.url,
      MessageBody: message.Body,
      MessageAttributes: message.MessageAttributes,
    }),
  );
  return true;
}

/**
 * Has the function called again that failed, or that a schedule could not call; Lambda takes the call, repeats it, and
 * brings it here once more when it fails.
 * @returns false for what tells of no call: a stream's note says where its records are, not what is in them.
 */
async function callAgain(
  { lambda }: Clients,
  { functions }: Extract<DeadLetters, { kind: "calls" }>,
  { Body = "", MessageAttributes = {} }: Message,
): Promise<boolean> {
  const event = parse(Body);
  if (event === undefined || "DDBStreamBatchInfo" in event) return false;
  // Lambda's own letters come in two forms: the event alone, or within a report.
  const payload = "requestPayload" in event ? event["requestPayload"] : event;
  const [only, ...others] = functions;
  const FunctionName =
    // EventBridge Scheduler says whom it could not call.
    MessageAttributes["TARGET_ARN"]?.StringValue ??
    (only !== undefined && others.length === 0 ? `${only}:${LIVE}` : undefined);
  if (FunctionName === undefined) return false;
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: JSON.stringify(payload) }),
  );
  return true;
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(body) as unknown;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
