import { command, stackOption } from "./command";

const CREDENTIALS = `
On AWS it uses your own credentials. They need sqs:ListQueues, GetQueueAttributes, StartMessageMoveTask,
ListMessageMoveTasks, ReceiveMessage, SendMessage, DeleteMessage and ChangeMessageVisibility, and
lambda:ListFunctions and InvokeFunction.
`;

export const redriveCommand = command("redrive", "move dead-letter messages back to their source")
  .description(
    "Moves dead-letter messages back to their source queue or function. Fix the cause first: see " +
      "docs/runbooks/dead-letters.md. If it is interrupted, no message is lost: run it again.",
  )
  .addOption(stackOption("stage (default: PULUMI_STACK, or local)"))
  .option("--queue <name>", "only this queue, e.g. notifications, erasure or missed-events")
  .option("--dry-run", "show the messages and leave them")
  .addHelpText("after", CREDENTIALS)
  .action(async ({ stack, queue, dryRun = false }: { stack?: string; queue?: string; dryRun?: boolean }) => {
    const stage = stack ?? (process.env["PULUMI_STACK"] || "local");
    if (stage === "local") await useLocalCloud();
    const { redriveStage } = await import("../ops/redrive.js");
    const done = await redriveStage({ stack: stage, queue, dryRun }, (line) => {
      process.stdout.write(`${line}\n`);
    });
    if (!done) process.exitCode = 1;
  });

/** Everything that speaks to AWS speaks to the local cloud. */
async function useLocalCloud(): Promise<void> {
  const { chosenPort } = await import("../local/cloud.js");
  const { localCloud } = await import("../local/engine/index.js");
  for (const name of Object.keys(process.env)) if (/^AWS_(?!SDK_JS_)/.test(name)) delete process.env[name];
  Object.assign(process.env, localCloud(`http://127.0.0.1:${String(chosenPort())}`));
}
