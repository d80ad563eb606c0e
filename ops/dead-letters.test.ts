/** SQS on AWS has move tasks. The emulator has none, so a stub answers here. */
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { redrive, type DeadLetterQueue } from "./dead-letters";

const lambda = new LambdaClient({ region: "us-east-1" });
const queue = (thing: string) => ({
  ...{ thing, name: `sjc1990app-${thing}-dev`, url: `https://sqs/${thing}`, waiting: 7, held: 0 },
  arn: `arn:aws:sqs:us-east-1:111122223333:sjc1990app-${thing}-dev`,
});
const letters: DeadLetterQueue = { ...queue("letters-dead"), kind: "messages", source: queue("letters") };

describe("with move tasks of SQS", () => {
  const task = (states: (object | undefined)[]) => {
    const asked: string[] = [];
    const sqs = {
      send: async (command: { input: object }) => {
        if (command instanceof StartMessageMoveTaskCommand) {
          const { SourceArn = "", DestinationArn = "" } = command.input;
          asked.push(`${SourceArn} → ${DestinationArn}`);
          return { TaskHandle: "h" };
        }
        if (command instanceof ListMessageMoveTasksCommand) {
          const state = states.shift();
          return { Results: state === undefined ? [] : [state] };
        }
        throw new Error("unexpected call");
      },
    } as unknown as SQSClient;
    return { asked, sqs };
  };

  const earlier = { Status: "COMPLETED", StartedTimestamp: 1, ApproximateNumberOfMessagesMoved: 99 };
  const running = { Status: "RUNNING", StartedTimestamp: 2, ApproximateNumberOfMessagesMoved: 3 };
  const completed = { ...running, Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 7 };
  const follow = (sqs: SQSClient) => redrive({ sqs, lambda }, letters, async () => {});

  test.each<[lists: string, states: (object | undefined)[]]>([
    ["no task yet", [undefined, undefined, running, running, completed]],
    ["an earlier task", [earlier, earlier, running, completed]],
  ])("a task is started and followed to its end, when the list has %s", async (_lists, states) => {
    const { asked, sqs } = task(states);
    expect(await follow(sqs)).toEqual({ moved: 7, left: 0 });
    // The destination is explicit: SQS does not know it for messages from an EventBridge rule.
    expect(asked).toEqual([`${letters.arn} → ${letters.source.arn}`]);
  });

  test("a running task is followed, since SQS allows one at a time", async () => {
    const { asked, sqs } = task([running, running, completed]);
    expect(await follow(sqs)).toEqual({ moved: 7, left: 0 });
    expect(asked).toEqual([]);
  });

  test.each(["FAILED", "CANCELLED"])("a task that ends as %s is an error", async (Status) => {
    const { sqs } = task([undefined, { ...running, Status, FailureReason: "AccessDenied" }]);
    await expect(follow(sqs)).rejects.toMatchObject({
      name: "UserError",
      message: `the SQS move task of ${letters.arn} has ended: ${Status} AccessDenied`,
    });
  });

  test("access denied is not taken for a missing API", async () => {
    const sqs = {
      send: () => Promise.reject(Object.assign(new Error("no"), { name: "AccessDenied" })),
    } as unknown as SQSClient;
    await expect(redrive({ sqs, lambda }, letters)).rejects.toThrow("no");
  });
});
