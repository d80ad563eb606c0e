import { terminalProgress } from "../common/progress";
import { command, jsonOption, stackOption } from "./command";

interface Options {
  stack: string;
  from?: string;
  json?: boolean;
}

export const rehearseCommand = command(
  "rehearse",
  "deploy a stage's configuration to a throw-away local cloud",
)
  .description(
    "Deploys the configuration of a stage to a throw-away local cloud, with throw-away secrets and the policies " +
      "mandatory, uses it over HTTP, destroys it, and removes the cloud. Needs no AWS account, no credentials and no " +
      "secret of the stage. Exits with 0 only when everything passed. See docs/rehearsals.md.",
  )
  .addOption(stackOption().makeOptionMandatory())
  .option(
    "--from <ref>",
    "deploy this git ref first, then preview, judge and deploy the upgrade to this checkout",
  )
  .addOption(jsonOption("write the report to stdout as JSON"))
  .action(async ({ stack: stage, from, json }: Options) => {
    const { reportText, runRehearsal } = await import("../ops/rehearse/index.js");
    const report = await runRehearsal({
      stage,
      ...(from === undefined ? {} : { from }),
      progress: terminalProgress(),
    });
    process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
    if (!report.passed) process.exitCode = 1;
  });
