/** On AWS SQS moves messages by itself; the local cloud has no such call, so that a stand-in answers here. */
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { redrive, type DeadLetters } from "./dead-letters";

const lambda = new LambdaClient({ region: "us-east-1" });
const queue = (thing: string) => ({
  ...{ thing, name: `sjc1990app-${thing}-dev`, url: `https://sqs/${thing}`, waiting: 7, held: 0 },
  arn: `arn:aws:sqs:us-east-1:111122223333:sjc1990app-${thing}-dev`,
});
const letters: DeadLetters = { ...queue("letters-dead"), kind: "messages", source: queue("letters") };

describe("where SQS moves messages by itself", () => {
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
        throw new Error("no other call is needed");
      },
    } as unknown as SQSClient;
    return { asked, sqs };
  };

  const earlier = { Status: "COMPLETED", StartedTimestamp: 1, ApproximateNumberOfMessagesMoved: 99 };
  const running = { Status: "RUNNING", StartedTimestamp: 2, ApproximateNumberOfMessagesMoved: 3 };
  const completed = { ...running, Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 7 };
  const follow = (sqs: SQSClient) => redrive({ sqs, lambda }, letters, async () => {});

  test.each<[lists: string, states: (object | undefined)[]]>([
    ["none yet", [undefined, undefined, running, running, completed]],
    ["an earlier one yet", [earlier, earlier, running, completed]],
  ])("it is asked to, and followed until it is done, when its list has %s", async (_lists, states) => {
    const { asked, sqs } = task(states);
    expect(await follow(sqs)).toEqual({ moved: 7, left: 0 });
    // By name: of what did not die on the queue, but was left here by a rule, SQS does not know where it belongs.
    expect(asked).toEqual([`${letters.arn} → ${letters.source.arn}`]);
  });

  test("a move that still runs is followed, since SQS takes no second one", async () => {
    const { asked, sqs } = task([running, running, completed]);
    expect(await follow(sqs)).toEqual({ moved: 7, left: 0 });
    expect(asked).toEqual([]);
  });

  test.each(["FAILED", "CANCELLED"])("a move that ends as %s is an error", async (Status) => {
    const { sqs } = task([undefined, { ...running, Status, FailureReason: "AccessDenied" }]);
    await expect(follow(sqs)).rejects.toMatchObject({
      name: "UserError",
      message: `SQS ended the move from ${letters.arn}: ${Status} AccessDenied`,
    });
  });

  test("a refusal of the call is not taken for its lack", async () => {
    const sqs = {
      send: () => Promise.reject(Object.assign(new Error("no"), { name: "AccessDenied" })),
    } as unknown as SQSClient;
    await expect(redrive({ sqs, lambda }, letters)).rejects.toThrow("no");
  });
});
