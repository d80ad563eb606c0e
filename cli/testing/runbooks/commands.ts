import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { cacheDir } from "../../../common/paths";
import type { Progress } from "../../../common/progress";
import { ensureVenv } from "../../../common/venv";

/** A command as a shell calls it: the program, then its arguments. */
export type Call = readonly [program: string, ...args: string[]];

/** Programs that {@link callsOf} records in place of running them. */
const RECORDED = ["aws", "npm", "git", "curl"];

/** Records the call with the number of its arguments, and prints something for those that keep its output. */
const RECORDER = `#!/usr/bin/env bash
printf '%s\\0' "$#" "\${0##*/}" "$@" >>"$CALLS"
echo output
`;

/** The shell blocks of a Markdown page, in order, without their indentation. */
export function shellBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^( *)```sh\n([^]*?)^\1```$/gm)].map(([, indent = "", block = ""]) =>
    block.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}

/**
 * Runs the shell blocks of a page as one script of bash and records its calls of aws, npm, git and curl, which do not run.
 * @param markdown the page. Variables of one block hold in the next.
 * @throws Error with the message of bash, e.g. for a syntax error, an unset variable or an unknown program.
 */
export async function callsOf(markdown: string): Promise<Call[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-runbook-"));
  try {
    const calls = path.join(folder, "calls");
    fs.writeFileSync(calls, "");
    for (const name of RECORDED) fs.writeFileSync(path.join(folder, name), RECORDER, { mode: 0o755 });
    const { exitCode, stderr } = await execa("bash", ["-eu", "-o", "pipefail"], {
      input: shellBlocks(markdown).join("\n"),
      cwd: folder,
      extendEnv: false,
      env: { PATH: `${folder}:/usr/bin:/bin`, CALLS: calls },
      reject: false,
    });
    if (exitCode !== 0) throw new Error(stderr);
    return recorded(fs.readFileSync(calls, "utf8").split("\0").slice(0, -1));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** @param words of each call: the number of its arguments, the program, the arguments. */
function recorded(words: readonly string[]): Call[] {
  const [count, program, ...rest] = words;
  if (program === undefined) return [];
  return [[program, ...rest.slice(0, Number(count))], ...recorded(rest.slice(Number(count)))];
}

/**
 * Checks calls of the AWS CLI up to the request, which is not sent: services, operations, options and their types.
 * @param calls arguments without `aws`.
 * @returns the error of each call; null if it is right.
 * @throws UserError if Python is missing or the package index fails.
 */
export async function awsErrors(
  progress: Progress,
  calls: readonly (readonly string[])[],
): Promise<(string | null)[]> {
  const python = await ensureVenv(progress, {
    what: "the AWS CLI",
    home: path.join(cacheDir, "aws-cli"),
    requirements: path.join(__dirname, "requirements.txt"),
  });
  const { stdout } = await execa(python, [path.join(__dirname, "check_aws.py")], {
    input: JSON.stringify(calls),
  });
  return JSON.parse(stdout) as (string | null)[];
}
