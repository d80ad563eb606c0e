/**
 * Goes into the functions of a copy of the program, and lets a test kill a worker where it wants to: at the call of AWS
 * that the test names the worker stops, says so, and waits for its end.
 */
import * as fs from "node:fs";
import * as path from "node:path";

/** Where the test and the workers meet. The test puts its own in place of this one. */
const FOLDER = "@folder@";

/** At which call a worker is to stop. */
export interface Plan {
  /** Name of the function. */
  of: string;
  /** e.g. `after PutItem`. */
  point: string;
  /** How often it is passed before. */
  skip: number;
}

interface Stack {
  add(
    middleware: (
      next: (args: object) => Promise<object>,
      context: { commandName?: string },
    ) => (args: object) => Promise<object>,
    options: { step: "initialize" },
  ): void;
}

/** The client, with a point before and after each of its calls. */
export function stoppable<Client extends { middlewareStack: object }>(client: Client): Client {
  (client.middlewareStack as Stack).add(
    (next, { commandName = "" }) =>
      async (args) => {
        const name = commandName.replace(/Command$/, "");
        await stopAt(`before ${name}`);
        const answer = await next(args);
        await stopAt(`after ${name}`);
        return answer;
      },
    { step: "initialize" },
  );
  return client;
}

/** Notes a message that was received: with its receipt the test can let the visibility timeout pass. */
export function received(record: { messageId: string; receiptHandle: string; eventSourceARN: string }): void {
  const { messageId, receiptHandle, eventSourceARN } = record;
  const receipt = { queue: eventSourceARN.split(":").at(-1), receiptHandle };
  fs.writeFileSync(path.join(FOLDER, `receipt-${messageId}`), JSON.stringify(receipt));
}

async function stopAt(point: string): Promise<void> {
  const file = path.join(FOLDER, "plan");
  let plan: Plan;
  try {
    plan = JSON.parse(fs.readFileSync(file, "utf8")) as Plan;
  } catch {
    return;
  }
  if (plan.point !== point || plan.of !== process.env["AWS_LAMBDA_FUNCTION_NAME"]) return;
  if (plan.skip > 0) {
    fs.writeFileSync(file, JSON.stringify({ ...plan, skip: plan.skip - 1 }));
    return;
  }
  fs.rmSync(file);
  fs.writeFileSync(path.join(FOLDER, "stopped.new"), String(process.pid));
  fs.renameSync(path.join(FOLDER, "stopped.new"), path.join(FOLDER, "stopped"));
  await new Promise<never>(() => {});
}
