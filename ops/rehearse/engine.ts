import * as fs from "node:fs";
import * as path from "node:path";

import type { Cloud } from "../../local/cloud";
import { runPulumi, type PulumiRun } from "../../local/engine";
import { readPolicyFindings, readPreview, type PolicyFinding, type Preview } from "../changes";

/** A resource of the stack's state. */
export interface StackResource {
  urn: string;
  type: string;
  id: string;
  inputs: Record<string, unknown>;
  protect: boolean;
}

/** What a run of the engine gave, and what the policy pack said in it. */
export interface EngineRun extends PulumiRun {
  policies: PolicyFinding[];
}

/** How `policies/levels/<stage>.json` says it: a level, or a level with parameters, by rule. */
type Levels = Record<string, string | ({ enforcementLevel?: string } & Record<string, unknown>)>;

/**
 * Arguments that turn the policy pack on: with the parameters that the stage has, and everything it has on at the level
 * `mandatory`.
 * @param scratch a file to write the levels to.
 */
export function policyArguments(programDir: string, stage: string, scratch: string): string[] {
  const pack = ["--policy-pack", "policies"];
  const file = path.join(programDir, "policies", "levels", `${stage}.json`);
  if (!fs.existsSync(file)) return pack;
  const levels = JSON.parse(fs.readFileSync(file, "utf8")) as Levels;
  fs.writeFileSync(scratch, JSON.stringify(mandatory(levels), undefined, 2));
  return [...pack, "--policy-pack-config", scratch];
}

/** The same rules with the same parameters, at the level `mandatory`, but for those that are off. */
export function mandatory(levels: Levels): Levels {
  const raised = (level = "mandatory"): string => (level === "disabled" ? level : "mandatory");
  return Object.fromEntries(
    Object.entries(levels).map(([rule, value]) => [
      rule,
      typeof value === "string"
        ? raised(value)
        : { ...value, enforcementLevel: raised(value.enforcementLevel) },
    ]),
  );
}

/** Runs the CLI and reads from the engine's own events what the policy pack said. */
export async function runEngine(cloud: Cloud, args: readonly string[], eventLog: string): Promise<EngineRun> {
  fs.rmSync(eventLog, { force: true });
  const run = await runPulumi([...args, "--event-log", eventLog], {
    // The event log is an option for those who debug the CLI.
    env: { ...cloud.env, PULUMI_DEBUG_COMMANDS: "true" },
    cwd: cloud.projectDir,
    stdio: "capture",
  });
  const policies = fs.existsSync(eventLog) ? readPolicyFindings(fs.readFileSync(eventLog, "utf8")) : [];
  return { ...run, policies };
}

/** Previews, also what will be refused. */
export async function preview(
  cloud: Cloud,
  args: readonly string[],
  eventLog: string,
): Promise<{ preview: Preview; policies: PolicyFinding[] }> {
  const run = await runEngine(cloud, ["preview", "--json", "--show-sames", ...args], eventLog);
  const read = readPreview(run);
  const failed = run.code !== 0 && !read.diagnostics.some(({ severity }) => severity === "error");
  const message = `pulumi preview ended with code ${String(run.code)}: ${run.stderr.trim()}`;
  const diagnostics = failed ? [...read.diagnostics, { message, severity: "error" }] : read.diagnostics;
  return { preview: { ...read, diagnostics }, policies: run.policies };
}

/** What a run that failed says of why, without what went well before. */
export function failureText({ stdout, stderr }: Pick<PulumiRun, "stdout" | "stderr">): string {
  const output = `${stdout}\n${stderr}`;
  const start = output.search(/^(Diagnostics|Policies):$/m);
  const end = output.search(/^(Outputs|Resources):$/m);
  const told = start === -1 ? output : output.slice(start, end > start ? end : undefined);
  return told.trim().split("\n").slice(-60).join("\n");
}

/** Resources of the cloud that the stack's state has. */
export async function stackResources(cloud: Cloud): Promise<StackResource[]> {
  const { deployment } = JSON.parse(await cloud.pulumiOk(["stack", "export"])) as {
    deployment: { resources?: (Partial<StackResource> & { urn: string; type: string; custom?: boolean })[] };
  };
  return (deployment.resources ?? []).flatMap(({ urn, type, id, inputs = {}, custom, protect = false }) =>
    custom === true && id !== undefined && type.startsWith("aws:")
      ? [{ urn, type, id, inputs, protect }]
      : [],
  );
}
