import * as fs from "node:fs";

import { parseArguments } from "../../common/arguments";
import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { terminalProgress } from "../../common/progress";
import { removeOld } from "./cloud";
import { rehearse } from "./rehearse";
import { reportMarkdown, reportText, type RehearsalReport } from "./report";
import { stagesOf } from "./stage-settings";

export { rehearse, type RehearseArgs } from "./rehearse";
export { reportMarkdown, reportText, type RehearsalReport } from "./report";

const HELP = `Usage: npm run rehearse -- <stage> [--from <ref>] [--json FILE] [--markdown FILE] [--keep]
       npm run rehearse -- --remove-kept

Rehearses a stage on a local cloud of its own, which is removed at the end: the settings of
Pulumi.<stage>.yaml with throw-away secrets and no account, \`pulumi up\` with the policies mandatory, what
people do with it over HTTP, then \`pulumi destroy\`. Needs no cloud account, no credential, and no secret
of the stage. Exit code 0 only when all is well. docs/rehearsals.md says more.

  --from REF       deploy and use the program of this git ref first, then preview the upgrade to this
                   checkout, judge it, deploy it, and look for the data
  --json FILE      write the report as JSON
  --markdown FILE  write the report as Markdown
  --keep           keep the cloud to look at it; --remove-kept removes all that were kept
  --help           show this
`;

/** Where settings and credentials of a user's clouds come from: a rehearsal has nothing to do with them. */
const FOREIGN = /^(AWS(?!_SDK_JS_NODE_VERSION_SUPPORT_)|AZURE|ARM|GOOGLE|PULUMI|VAULT)_/;

/** `npm run rehearse`: see the help above. @returns 0 when all is well. @throws UserError for a mistake in the call. */
export async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parse(argv);
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  for (const name of Object.keys(process.env).filter((one) => FOREIGN.test(one))) delete process.env[name];
  const progress = terminalProgress();
  if (values["remove-kept"] === true) {
    process.stdout.write(`${String(await removeOld(true))} clouds of rehearsals removed\n`);
    return 0;
  }
  const [stage, ...more] = positionals;
  if (stage === undefined || more.length > 0) {
    throw new UserError(
      "name one stage",
      `Stages: ${stagesOf(repoRoot).join(", ")}. \`npm run rehearse -- --help\``,
    );
  }
  const { from, keep = false } = values;
  const report = await interruptible((signal) =>
    rehearse({ stage, ...(from === undefined ? {} : { from }), keep, progress, signal }),
  );
  write(report, values);
  process.stdout.write(reportText(report));
  return report.passed ? 0 : 1;
}

function parse(argv: string[]) {
  return parseArguments("npm run rehearse", {
    args: argv,
    allowPositionals: true,
    options: {
      from: { type: "string" },
      json: { type: "string" },
      markdown: { type: "string" },
      keep: { type: "boolean" },
      "remove-kept": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
}

function write(
  report: RehearsalReport,
  { json, markdown }: { json?: string | undefined; markdown?: string | undefined },
): void {
  if (json !== undefined) fs.writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
  if (markdown !== undefined) fs.writeFileSync(markdown, reportMarkdown(report));
}

/** Ends the work on a signal, not this process: the cloud is removed first. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const end = (): void => {
    process.stderr.write("Interrupted: removing the throw-away cloud\n");
    controller.abort(new UserError("interrupted", "Nothing is left of the rehearsal."));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, end);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}
