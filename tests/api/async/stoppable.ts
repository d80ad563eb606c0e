/**
 * Copied into the functions of a test's program. At the call of AWS that the test names, the worker writes its process
 * id to a file and waits to be killed.
 */
import * as fs from "node:fs";
import * as path from "node:path";

/** Folder of the files that test and workers share. The test replaces the placeholder. */
const FOLDER = "@folder@";

/** The call at which a worker stops. */
export interface Plan {
  /** Name of the function. */
  of: string;
  /** e.g. `after PutItem`. */
  point: string;
  /** How often it is passed first. */
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

/** Makes a client stop before or after any of its calls. */
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

/** Records the receipt of a message, with which the test ends its visibility timeout. */
export function received(record: { messageId: string; receiptHandle: string; eventSourceARN: string }): void {
  const { messageId, receiptHandle, eventSourceARN } = record;
  const receipt = { queue: eventSourceARN.split(":").at(-1), receiptHandle };
  writeWhole(`receipt-${messageId}`, JSON.stringify(receipt));
}

/** The test reads the folder at any time, so a file appears with all of its content. */
function writeWhole(name: string, content: string): void {
  const unfinished = path.join(FOLDER, `unfinished-${name}`);
  fs.writeFileSync(unfinished, content);
  fs.renameSync(unfinished, path.join(FOLDER, name));
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
    writeWhole("plan", JSON.stringify({ ...plan, skip: plan.skip - 1 }));
    return;
  }
  fs.rmSync(file);
  writeWhole("stopped", String(process.pid));
  await new Promise<never>(() => {});
}
