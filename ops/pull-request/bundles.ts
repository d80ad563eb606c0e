import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

import { bundleHandlers, type Bundle } from "../../infra/lib/bundle";
import { runStage } from "../../infra/offline/stage";
import type { BundleChange } from "./report";

/** Runs of each bundle; the fastest one counts, since others waited for the machine. */
const RUNS = 5;

/** The bundles that a stage deploys, by handler. @param checkout of the program. */
export async function bundlesOf(stage: string, checkout: string): Promise<ReadonlyMap<string, Bundle>> {
  const entries = (await runStage(stage, checkout)).flatMap(({ type, inputs }) =>
    type === "aws:lambda/function:Function" && typeof inputs["handler"] === "string"
      ? [inputs["handler"].replace(/^functions\//, "").replace(/\.handler$/, "")]
      : [],
  );
  return bundleHandlers(entries, checkout);
}

/** Handlers whose bundles differ in size, with the time that Node takes to load each. @param node the Node of Lambda. */
export async function bundleChanges(
  before: ReadonlyMap<string, Bundle>,
  after: ReadonlyMap<string, Bundle>,
  node: string,
): Promise<BundleChange[]> {
  const handlers = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = handlers.filter((handler) => before.get(handler)?.bytes !== after.get(handler)?.bytes);
  const changes: BundleChange[] = [];
  for (const handler of changed) {
    const [old, next] = [before.get(handler), after.get(handler)];
    const [loadBefore, loadAfter] = await loadTimes([old, next], node);
    changes.push({
      handler,
      ...(old !== undefined && { before: old.bytes, loadBefore }),
      ...(next !== undefined && { after: next.bytes, loadAfter }),
    });
  }
  return changes;
}

/** Time to load each bundle in a new process, ms. In turns, so that both see the same machine. */
async function loadTimes(bundles: readonly (Bundle | undefined)[], node: string): Promise<number[]> {
  const fastest = bundles.map(() => Infinity);
  for (let run = 0; run < RUNS; run++)
    for (const [i, bundle] of bundles.entries())
      if (bundle !== undefined) fastest[i] = Math.min(fastest[i] ?? Infinity, await loadTime(bundle, node));
  return fastest;
}

const SCRIPT = `
const start = process.hrtime.bigint();
require(process.argv[1]);
process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6));
process.exit();
`;

async function loadTime(bundle: Bundle, node: string): Promise<number> {
  const env = { AWS_REGION: "us-east-1", PATH: process.env["PATH"] };
  const { stdout } = await promisify(execFile)(node, ["-e", SCRIPT, path.resolve(bundle.path)], { env });
  return Number(stdout);
}
