/** Finds the dead-letter queues of a stage and moves their messages back. */
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

import { defined } from "../functions/shared/defined";
import { project } from "../infra/lib/names";
import { UserError } from "../common/errors";

/** AWS clients. */
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
  /** Visible messages, approximately. */
  waiting: number;
  /** Messages in flight, approximately. */
  held: number;
}

/** A dead-letter queue: of a source queue, or of asynchronous invocations. */
export type DeadLetterQueue = Queue &
  ({ kind: "messages"; source: Queue } | { kind: "invocations"; functions: readonly string[] });

/** The result of {@link redrive}. */
export interface Redriven {
  /** Messages that were moved back. */
  moved: number;
  /** Messages that only a person can process. */
  left: number;
}

/** The alias that all callers invoke. */
const LIVE = "live";

/** Visibility timeout of a received message, seconds. It is moved and deleted well before. */
const VISIBILITY_TIMEOUT = 60;

/** The dead-letter queues of a stage, in the order of their names. */
export async function findDeadLetterQueues(
  { sqs, lambda }: Clients,
  stage: string,
): Promise<DeadLetterQueue[]> {
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
    .flatMap((queue): DeadLetterQueue[] => {
      const source = queues.find(({ deadLetterArn }) => deadLetterArn === queue.arn);
      if (source !== undefined) return [{ ...queue, kind: "messages", source }];
      const functions = callers.get(queue.arn);
      return functions === undefined ? [] : [{ ...queue, kind: "invocations", functions }];
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
  return defined({
    ...{ thing, url, name: url.slice(url.lastIndexOf("/") + 1), arn: Attributes["QueueArn"] ?? "" },
    waiting: Number(Attributes["ApproximateNumberOfMessages"] ?? 0),
    held: Number(Attributes["ApproximateNumberOfMessagesNotVisible"] ?? 0),
    deadLetterArn: policy.deadLetterTargetArn,
  });
}

/**
 * Moves all messages of a dead-letter queue back. Interrupted at any point, it loses nothing: a message is deleted only
 * after it was sent, and processing it twice does no harm.
 * @param wait pauses, ms.
 */
export async function redrive(
  clients: Clients,
  queue: DeadLetterQueue,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<Redriven> {
  if (queue.kind === "invocations")
    return moveEach(clients, queue, (message) => invokeAgain(clients, queue, message));
  return (
    (await moveBySqs(clients.sqs, queue, wait)) ??
    moveEach(clients, queue, (message) => sendBack(clients.sqs, queue.source, message))
  );
}

/**
 * Moves the messages by a task of SQS, which goes on when this process ends. Follows a task that already runs.
 * @returns `undefined` where SQS has no such tasks, as in the local cloud.
 */
async function moveBySqs(
  sqs: SQSClient,
  { arn, source }: Extract<DeadLetterQueue, { kind: "messages" }>,
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
  // The destination is explicit: SQS knows it for messages of the source queue, but not for those from EventBridge.
  if (!runs) await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn, DestinationArn: source.arn }));
  for (;;) {
    const task = await newest();
    // The list may lag behind.
    if (task !== undefined && (runs || task.StartedTimestamp !== earlier?.StartedTimestamp)) {
      if (task.Status === "COMPLETED") return { moved: task.ApproximateNumberOfMessagesMoved ?? 0, left: 0 };
      if (task.Status === "FAILED" || task.Status === "CANCELLED")
        throw new UserError(
          `the SQS move task of ${arn} has ended: ${task.Status} ${task.FailureReason ?? ""}`.trim(),
          "No message is lost. Fix the cause and run the command again.",
        );
    }
    await wait(1_000);
  }
}

/** Moves the messages one by one. Deletes each only after it was moved. */
async function moveEach(
  { sqs }: Clients,
  { url }: DeadLetterQueue,
  moveBack: (message: Message) => Promise<boolean>,
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
        VisibilityTimeout: VISIBILITY_TIMEOUT,
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
      if (await moveBack(message)) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        moved++;
      } else left.set(MessageId, ReceiptHandle);
    }
  }
  // Visible again at once, so that the alarm does not see an empty queue.
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
 * Repeats a failed invocation, or one that a schedule could not make. Lambda retries it, and sends it here again when it
 * fails.
 * @returns false for a message that is no invocation: that of a stream names the position of its records only.
 */
async function invokeAgain(
  { lambda }: Clients,
  { functions }: Extract<DeadLetterQueue, { kind: "invocations" }>,
  { Body = "", MessageAttributes = {} }: Message,
): Promise<boolean> {
  const event = parse(Body);
  if (event === undefined || "DDBStreamBatchInfo" in event) return false;
  // Lambda sends the event itself to a dead-letter queue, and a report with the event to a destination.
  const payload = "requestPayload" in event ? event["requestPayload"] : event;
  const [only, ...others] = functions;
  const FunctionName =
    // Set by EventBridge Scheduler.
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
