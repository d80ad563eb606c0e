import * as os from "node:os";

import { terminalProgress } from "../common/progress";
import { command, count, jsonOption } from "./command";

export const benchCommand = command("bench", "measure sizes and times against their limits")
  .description(
    "Measures bundle sizes, previews, the edit of a handler and `npm start` on local clouds of its own, and compares " +
      "them with their limits. Absolute times depend on the machine: compare ratios, and times of one run.",
  )
  .option("--runs <n>", "rounds of previews, and repetitions of the rest", count, 5)
  .addOption(jsonOption("write the figures to stdout as JSON"))
  .action(async ({ runs, json }: { runs: number; json?: boolean }) => {
    const { bench, table } = await import("../tools/bench/index.js");
    const figures = await bench(runs, terminalProgress());
    const machine = { node: process.version, cpus: os.cpus().length };
    process.stdout.write(
      json === true ? `${JSON.stringify({ ...machine, figures }, null, 2)}\n` : table(figures),
    );
  });
