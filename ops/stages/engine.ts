import * as fs from "node:fs";
import * as path from "node:path";

import {
  CommandError,
  ConcurrentUpdateError,
  LocalWorkspace,
  PulumiCommand,
  Stack,
  type EngineEvent,
  type OutputMap,
} from "@pulumi/pulumi/automation";

import type { Cloud } from "../../local/cloud";
import { runPulumi, type Engine } from "../../local/engine";
import { signalForEngine } from "./interrupt";
import { plain, policyFindings, readPreview, resourceOf, type PolicyFinding, type Preview } from "../changes";

/** A resource of the stack's state. */
export interface StackResource {
  urn: string;
  type: string;
  id: string;
  inputs: Record<string, unknown>;
  protect: boolean;
}

/** Options of the engine that turn the policy pack on. */
export interface PolicyOptions {
  policyPacks?: string[];
  policyPackConfigs?: string[];
}

/** How an update of a stack ended. */
export interface EngineRun {
  /** What the policy pack found. */
  policies: PolicyFinding[];
  /** Outputs of the stack; empty after a failure. */
  outputs: OutputMap;
  /** The engine's errors; absent: it succeeded. */
  errors?: string[];
}

/** The contents of `policies/levels/<stage>.json`: by rule a level, or parameters with or without a level. */
type Levels = Record<string, string | ({ enforcementLevel?: string } & Record<string, unknown>)>;

/**
 * The stack of a local cloud in the Automation API, with the cloud's own CLI.
 * @param projectDir folder of the program. Default: the cloud's.
 */
export async function openStack(
  { engine, env, stack, ...cloud }: Cloud,
  projectDir = cloud.projectDir,
): Promise<Stack> {
  const workspace = await LocalWorkspace.create({
    workDir: projectDir,
    envVars: env as Record<string, string>,
    pulumiCommand: await commandOf(engine),
  });
  return Stack.select(stack, workspace);
}

/** An engine's CLI for the Automation API. */
export function commandOf({ onPath, pulumi }: Engine): Promise<PulumiCommand> {
  // `root` expects the CLI in a folder `bin`. A CLI that was found on PATH may be elsewhere.
  return PulumiCommand.get(onPath ? {} : { root: path.dirname(path.dirname(pulumi)) });
}

/**
 * Options that turn the policy pack on: the parameters of the stage, and every rule that is not disabled at the level
 * `mandatory`.
 * @param scratch a file to write the levels to.
 */
export function policyOptions(programDir: string, stage: string, scratch: string): PolicyOptions {
  const file = path.join(programDir, "policies", "levels", `${stage}.json`);
  if (!fs.existsSync(file)) return { policyPacks: ["policies"] };
  const levels = JSON.parse(fs.readFileSync(file, "utf8")) as Levels;
  fs.writeFileSync(scratch, JSON.stringify(mandatory(levels), undefined, 2));
  return { policyPacks: ["policies"], policyPackConfigs: [scratch] };
}

/** The same rules with the same parameters at the level `mandatory`, except disabled ones. */
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

/**
 * Runs `pulumi up` without a preview.
 * @param signal cancels it. @param exclude URNs that it leaves as they are.
 * @throws ConcurrentUpdateError while the stack is locked.
 */
export async function up(
  stack: Stack,
  policies: PolicyOptions,
  signal: AbortSignal,
  exclude: readonly string[] = [],
): Promise<EngineRun> {
  const options = { ...policies, ...(exclude.length > 0 && { exclude: [...exclude] }) };
  return watched(
    async (onEvent) => (await stack.up({ ...options, onEvent, signal: signalForEngine(signal) })).outputs,
  );
}

/** Runs `pulumi destroy` without a preview. @param signal cancels it. */
export async function destroy(stack: Stack, signal: AbortSignal): Promise<EngineRun> {
  return watched(async (onEvent) => {
    await stack.destroy({ onEvent, signal: signalForEngine(signal) });
    return {};
  });
}

async function watched(
  operation: (onEvent: (event: EngineEvent) => void) => Promise<OutputMap>,
): Promise<EngineRun> {
  const events: EngineEvent[] = [];
  const end = await operation((event) => void events.push(event)).then(
    (outputs) => ({ outputs }),
    (error: unknown) => {
      if (!(error instanceof CommandError) || error instanceof ConcurrentUpdateError) throw error;
      const errors = errorsOf(events);
      return { outputs: {}, errors: errors.length > 0 ? errors : [error.message] };
    },
  );
  return { policies: policyFindings(events), ...end };
}

/** Errors among the events of the engine, each with its resource. */
export function errorsOf(events: readonly Pick<EngineEvent, "diagnosticEvent">[]): string[] {
  return events.flatMap(({ diagnosticEvent: event }) => {
    if (event?.severity !== "error") return [];
    const message = plain(event.message);
    return [event.urn === undefined || event.urn === "" ? message : `${resourceOf(event.urn)}: ${message}`];
  });
}

/**
 * Previews, also what will be refused. Uses `preview --json` because the events of the Automation API lack the
 * dependencies of properties, which tell whose permissions change.
 * @param eventLog a file for the engine's events, which the policy findings come from.
 */
export async function preview(
  cloud: Pick<Cloud, "env" | "projectDir">,
  { policyPacks = [], policyPackConfigs = [] }: PolicyOptions,
  eventLog: string,
): Promise<{ preview: Preview; policies: PolicyFinding[] }> {
  const args = [
    ...["preview", "--json", "--show-sames", "--event-log", eventLog],
    ...policyPacks.flatMap((pack) => ["--policy-pack", pack]),
    ...policyPackConfigs.flatMap((file) => ["--policy-pack-config", file]),
  ];
  // `--event-log` is an option for debugging.
  const env = { ...cloud.env, PULUMI_DEBUG_COMMANDS: "true" };
  const run = await runPulumi(args, { env, cwd: cloud.projectDir, stdio: "capture" });
  const read = readPreview(run);
  const failed = run.code !== 0 && !read.diagnostics.some(({ severity }) => severity === "error");
  const message = `pulumi preview ended with code ${String(run.code)}: ${run.stderr.trim()}`;
  const diagnostics = failed ? [...read.diagnostics, { message, severity: "error" }] : read.diagnostics;
  const lines = fs.existsSync(eventLog) ? fs.readFileSync(eventLog, "utf8").trim().split("\n") : [];
  const events = lines.map((line) => JSON.parse(line) as EngineEvent);
  return { preview: { ...read, diagnostics }, policies: policyFindings(events) };
}

/** AWS resources in the stack's state. */
export async function stackResources(stack: Stack): Promise<StackResource[]> {
  const { resources = [] } = (await stack.exportStack()).deployment as {
    resources?: (Partial<StackResource> & { urn: string; type: string; custom?: boolean })[];
  };
  return resources.flatMap(({ urn, type, id, inputs = {}, custom, protect = false }) =>
    custom === true && id !== undefined && type.startsWith("aws:")
      ? [{ urn, type, id, inputs, protect }]
      : [],
  );
}
