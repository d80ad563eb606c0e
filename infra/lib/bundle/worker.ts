/**
 * Runs esbuild with the plugin, in a process of its own: esbuild takes plugins only without blocking, and a Pulumi
 * program declares its resources while it blocks. The job comes as an argument; the answer is JSON on stdout.
 */
import * as path from "node:path";

import { build, type BuildFailure, type Message } from "esbuild";

import { cutIndexes } from "./barrel";
import { inputsOf } from "./inputs";
import { buildOptions, fileOf } from "./options";
import { smallSdk } from "./plugin";
import { pureSchemas } from "./pure-schemas";

/** What the worker is asked. */
export interface Job {
  root: string;
  entries: readonly string[];
  /** Folder of the replacements. */
  liteFolder: string;
}

/** A bundle, and the files that have a say in it, absolute. */
export interface WorkerBundle {
  entry: string;
  code: string;
  inputs: string[];
}

/** What the worker answers: bundles in the order of the entries, or what is wrong with the sources. */
export type Answer = { bundles: WorkerBundle[] } | { problems: string[] };

async function work({ root, entries, liteFolder }: Job): Promise<Answer> {
  try {
    const result = await build({
      ...buildOptions(root, entries),
      plugins: [cutIndexes(), pureSchemas(), smallSdk(root, liteFolder)],
    });
    // Of our own sources; those of others are theirs to mend.
    const problems = result.warnings.filter(({ location }) => !location?.file.includes("node_modules"));
    if (problems.length > 0) return { problems: problems.map(describe) };
    const codes = new Map(
      result.outputFiles.map(({ path: file, text }) => [path.relative(root, file), text]),
    );
    const bundles = entries.map((entry) => ({
      entry,
      code: codes.get(path.normalize(fileOf(entry))) ?? "",
      inputs: inputsOf(result.metafile, `functions/${entry}.ts`, root),
    }));
    return { bundles };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { problems: error.errors.map(describe) };
  }
}

/** `file:line:col: text`, the line itself, and notes. */
function describe({ text, location, notes }: Message): string {
  const noted = notes.map((note) => `\n    ${note.text}`).join("");
  if (location === null) return text + noted;
  const { file, line, column, lineText } = location;
  const source = lineText.trim() === "" ? "" : `\n    ${lineText.trim()}`;
  return `${file}:${line}:${column + 1}: ${text}${source}${noted}`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error;
}

void work(JSON.parse(process.argv[2] ?? "") as Job).then((answer) => {
  process.stdout.write(JSON.stringify(answer));
});
