import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Progress } from "../../common/progress";
import { instanceDir } from "../../local/cloud";
import { recover } from "../../local/recover";
import {
  accepted,
  judge,
  resourceOf,
  type AcceptedChange,
  type ChangeSummary,
  type Preview,
} from "../changes";
import type { FunctionVersions } from "../operations/ledger";
import { StageFile } from "../secrets/stage-file";
import { policyOptions, preview, up, type PolicyOptions } from "../stages/engine";
import { checkOut, installOlderProvider } from "../stages/older-program";
import { withStackLock, type DeadRun } from "../stages/stack-lock";
import type { Stage } from "../stages/stage";
import type { DeploymentPlan } from "./platform";
import { plannedChanges } from "./planned";
import { programOf } from "./program";

const ALIAS = "aws:lambda/alias:Alias";
const FUNCTION = "aws:lambda/function:Function";

/** A resource of the state, as far as it is needed here. */
interface StateResource {
  urn: string;
  type: string;
  outputs?: Record<string, unknown>;
}

/** The Pulumi stack of a stage, as releases use it. */
export class ReleaseStack {
  #dead: DeadRun | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly progress: Progress,
    private readonly signal: AbortSignal,
  ) {}

  /** A run has died: its lock of the stack is removed. */
  takeOver(dead: DeadRun): void {
    this.#dead = dead;
  }

  /** Previews the program and judges it as a rehearsal does. @param id of the release; the preview is kept under it. */
  async preview(id: string): Promise<{ plan: DeploymentPlan; summary: ChangeSummary }> {
    const dir = path.join(this.stage.projectDir, "dist", "releases", this.stage.name, id);
    fs.mkdirSync(dir, { recursive: true });
    const levels = path.join(dir, "policy-levels.json");
    const policies = policyOptions(this.stage.projectDir, this.stage.name, levels);
    const found = await this.#preview(this.stage.projectDir, policies, path.join(dir, "events.json"));
    fs.writeFileSync(path.join(dir, "preview.json"), JSON.stringify(found.preview, undefined, 2));
    const summary = this.#judge(found, programOf(this.stage).version, accepted);
    return { plan: { ...planOf(found.preview, summary), problems: summary.problems }, summary };
  }

  /** Deploys the program with mandatory policies. @param exclude URNs of resources that stay as they are. */
  async deploy(exclude: readonly string[]): Promise<void> {
    await this.#recover();
    await inTemporaryFolder(async (dir) => {
      const levels = path.join(dir, "policy-levels.json");
      const policies = policyOptions(this.stage.projectDir, this.stage.name, levels);
      await this.#up(this.stage.projectDir, policies, exclude);
    });
  }

  /** Latest published version of each function in the state. */
  async published(): Promise<FunctionVersions> {
    const functions = (await this.#resources()).filter(({ type }) => type === FUNCTION);
    return Object.fromEntries(
      functions.map(({ outputs = {} }) => [String(outputs["name"]), String(outputs["version"])]),
    );
  }

  /** What {@link reconcile} would change. */
  async previewOf(commit: string): Promise<DeploymentPlan> {
    return this.#withProgram(commit, async (dir) => (await this.#planOf(dir)).plan);
  }

  /** Makes the state, and all resources, those of an earlier commit. Resources that hold data stay. */
  async reconcile(commit?: string): Promise<void> {
    await this.#recover();
    const stack = await this.stage.stack();
    const aliases = (await this.#resources()).filter(({ type }) => type === ALIAS).map(({ urn }) => urn);
    // The aliases have moved without the engine. Without this, it would see no difference and leave them.
    if (aliases.length > 0)
      await withStackLock(stack, this.#dead, () => stack.refresh({ target: aliases, signal: this.signal }));
    if (commit === undefined) return;
    await this.#withProgram(commit, async (dir) => {
      const { lost } = await this.#planOf(dir);
      // It passed its own policies when it was released.
      await this.#up(dir, {}, lost);
    });
  }

  async #planOf(dir: string): Promise<{ plan: DeploymentPlan; lost: string[] }> {
    const found = await this.#preview(dir, {}, `${dir}.events`);
    fs.rmSync(`${dir}.events`, { force: true });
    const summary = this.#judge(found, "", []);
    const lost = summary.changes.filter(({ loss }) => loss !== undefined).map(({ urn }) => urn);
    const changes = { ...summary.counts };
    for (const { action, loss } of summary.changes) if (loss !== undefined) changes[action]--;
    return { plan: { ...planOf(found.preview, summary), changes, problems: [] }, lost };
  }

  #judge(
    found: Awaited<ReturnType<typeof preview>>,
    version: string,
    losses: readonly AcceptedChange[],
  ): ChangeSummary {
    return judge({ ...found, accepted: losses, version, stage: this.stage.name });
  }

  async #preview(projectDir: string, policies: PolicyOptions, eventLog: string) {
    const { name, workspace } = await this.stage.stack(projectDir);
    const env = { ...process.env, ...workspace.envVars, PULUMI_STACK: name };
    return preview({ env, projectDir }, policies, eventLog);
  }

  async #up(projectDir: string, policies: PolicyOptions, exclude: readonly string[]): Promise<void> {
    const stack = await this.stage.stack(projectDir);
    const { errors } = await withStackLock(stack, this.#dead, () =>
      up(stack, policies, this.signal, exclude),
    );
    this.signal.throwIfAborted();
    if (errors !== undefined) throw new Error(errors.join("; "));
  }

  /** What a killed run has left on the local cloud. */
  async #recover(): Promise<void> {
    if (this.stage.cloud !== undefined) await recover(this.stage.cloud, this.progress);
  }

  async #resources(): Promise<StateResource[]> {
    const exported = await (await this.stage.stack()).exportStack();
    return (exported.deployment as { resources?: StateResource[] }).resources ?? [];
  }

  /** Checks an earlier commit out, with today's secrets: a key that was replaced since must not come back. */
  async #withProgram<T>(commit: string, work: (dir: string) => Promise<T>): Promise<T> {
    const { projectDir, name, cloud } = this.stage;
    return inTemporaryFolder(async (parent) => {
      const dir = path.join(parent, "program");
      checkOut(projectDir, { ref: commit, commit }, dir, this.progress);
      const file = StageFile.read(dir, name);
      file.takeKnownSecrets(StageFile.read(projectDir, name));
      file.save();
      if (cloud !== undefined)
        await installOlderProvider(dir, path.join(instanceDir(cloud.name), "pulumi-home"));
      return work(dir);
    });
  }
}

/** What a preview means for a release. */
export function planOf(
  preview: Preview,
  { counts, changes, permissions, services }: ChangeSummary,
): Omit<DeploymentPlan, "problems"> {
  const lost = changes.filter(({ action, loss }) => loss !== undefined && action !== "update");
  const narrowed = permissions.find(({ kind, removed }) => kind === "policy" && removed.length > 0);
  const unlike = changes.find(
    ({ resource, properties }) =>
      resource.startsWith(FUNCTION) && properties.some((name) => /^(?:role|deadLetterConfig)\b/.test(name)),
  );
  const hold = preview.steps.filter(
    ({ op, urn }) => op === "delete" || (op === "update" && resourceOf(urn).startsWith(`${ALIAS}::`)),
  );
  const abrupt =
    (lost[0] && `${lost[0].resource} is removed`) ??
    (narrowed &&
      `${narrowed.holder} loses ${narrowed.removed.join(", ")}, which the versions from before may use`) ??
    // https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
    (unlike && `Lambda wants the same role and dead-letter queue in both versions of ${unlike.resource}`);
  return {
    changes: counts,
    removed: lost.map(({ resource }) => resource),
    hold: hold.map(({ urn }) => urn),
    planned: plannedChanges(preview),
    services,
    ...(abrupt !== undefined && { abrupt }),
  };
}

async function inTemporaryFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-release-"));
  try {
    return await work(dir);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
