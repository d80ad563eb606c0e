import * as fs from "node:fs";
import * as path from "node:path";

import { instanceDir, type Cloud } from "../../local/cloud";
import { copyProgram } from "../program-copy";
import { silentProgress, type Progress } from "../../common/progress";
import { repoRoot } from "../../common/paths";
import { countsText, type ChangeSummary, type PolicyFinding } from "../changes";
import { prepareStage } from "./account";
import { ThrowAwayCloud, removeOld } from "./cloud";
import { failureText, policyArguments, runEngine, stackResources, type StackResource } from "./engine";
import { journeys, World, type Place } from "./journeys";
import { checkOut, lendProvider, resolveRef, type Ref } from "./older-program";
import { Finding, Recorder } from "./recorder";
import { destroyAll, refuseDestroy } from "./removal";
import type { RehearsalReport } from "./report";
import { throwAwaySecrets } from "./secrets";
import { shareEncryption, stripOlderStageFile, stripStageFile, type StageSettings } from "./stage-settings";
import { fillStage, judgeUpgrade, lookAfterUpgrade, type BeforeUpgrade } from "./upgrade";

/** What {@link rehearse} needs. */
export interface RehearseArgs {
  /** e.g. `prod`: the stage whose settings are taken. */
  stage: string;
  /** A git ref: that program is deployed first and upgraded. Default: the stage is deployed for the first time. */
  from?: string;
  /** The checkout that is rehearsed. Default: this one. */
  checkout?: string;
  /** Whether the cloud stays. Default: it is removed, however the rehearsal ends. */
  keep?: boolean;
  progress: Progress;
  /** Ends the rehearsal. The cloud is removed all the same. */
  signal: AbortSignal;
}

/**
 * Rehearses a stage: its settings on a throw-away local cloud, the policies mandatory, all journeys run, then everything
 * removed. It needs no cloud credential and no secret of the stage.
 * @throws UserError for a stage or a ref that there is not.
 * @throws the signal's reason when it is interrupted.
 */
export async function rehearse(args: RehearseArgs): Promise<RehearsalReport> {
  const { checkout = repoRoot, from, keep = false } = args;
  const older = from === undefined ? undefined : resolveRef(checkout, from);
  await removeOld();
  const box = await ThrowAwayCloud.reserve(args.stage);
  try {
    return await new Rehearsal(box, checkout, older, args).run();
  } finally {
    if (keep) box.keep();
    else await box.remove();
  }
}

class Rehearsal {
  readonly #recorder: Recorder;
  readonly #secrets = throwAwaySecrets();
  readonly #policies: PolicyFinding[] = [];
  readonly #newDir: string;
  #resources: StackResource[] = [];
  #changes: ChangeSummary | undefined;

  constructor(
    private readonly box: ThrowAwayCloud,
    private readonly checkout: string,
    private readonly older: Ref | undefined,
    private readonly args: RehearseArgs,
  ) {
    this.#recorder = new Recorder(args.progress, args.signal);
    this.#newDir = box.programDir("new");
  }

  async run(): Promise<RehearsalReport> {
    const { stage, keep = false } = this.args;
    copyProgram({ from: this.checkout, to: this.#newDir });
    const leftOut = stripStageFile(this.#newDir, stage);
    const up =
      this.older === undefined ? await this.#first(leftOut) : await this.#upgrade(this.older, leftOut);
    if (up === undefined) {
      this.#recorder.skip("people use it", "it is not up");
    } else {
      await this.#journeys(up);
      if (!keep) await this.#remove(up);
    }
    const { steps, journeys, passed, seconds } = this.#recorder;
    return {
      stage,
      version: this.#version(),
      ...(this.older === undefined ? {} : { from: this.older }),
      ...{ passed, seconds, steps, journeys },
      resources: this.#countedResources(),
      policies: this.#policies,
      ...(this.#changes === undefined ? {} : { changes: this.#changes }),
    };
  }

  /** Deploys the stage for the first time. */
  async #first(leftOut: readonly string[]): Promise<Running | undefined> {
    const prepared = await this.#prepare(this.#newDir, leftOut);
    return prepared !== undefined && (await this.#up("the stage is deployed", prepared))
      ? prepared
      : undefined;
  }

  /** Deploys the older program, has it used, and upgrades it unless that is refused. */
  async #upgrade(older: Ref, leftOut: readonly string[]): Promise<Running | undefined> {
    const { stage, progress, signal } = this.args;
    const oldDir = this.box.programDir("old");
    checkOut(this.checkout, older, oldDir, progress);
    await lendProvider(oldDir, path.join(instanceDir(this.box.name), "pulumi-home"));
    const old = await this.#prepare(oldDir, stripOlderStageFile(oldDir, this.checkout, stage));
    if (old === undefined || !(await this.#up(`${older.ref} is deployed`, old, []))) return undefined;
    let before: BeforeUpgrade | undefined;
    const filled = await this.#recorder.step(`${older.ref} is used, and holds data`, async () => {
      before = await fillStage(old.cloud, await this.#place(old), signal, old.settings.region);
      return [`${String(before.size)} items and objects`];
    });
    if (!filled || before === undefined) return undefined;

    shareEncryption(oldDir, this.#newDir, stage);
    const next = await this.#open(this.#newDir, leftOut);
    const judged = await this.#recorder.step("the upgrade is previewed and judged", async () => {
      const summary = await judgeUpgrade(
        next.cloud,
        this.#policyArguments(),
        this.box.file("preview"),
        this.#version(),
      );
      this.#changes = summary;
      this.#policies.push(...summary.policies);
      if (summary.problems.length > 0) throw new Finding(["the upgrade is refused: see the changes"]);
      return [countsText(summary)];
    });
    if (!judged || !(await this.#up("the upgrade is deployed", next))) return undefined;
    const place = await this.#place(next);
    await lookAfterUpgrade(this.#recorder, next.cloud, place, before, signal);
    return next;
  }

  async #prepare(programDir: string, leftOut: readonly string[]): Promise<Running | undefined> {
    let running: Running | undefined;
    await this.#recorder.step("the stage's settings are taken, with throw-away secrets", async () => {
      running = await this.#open(programDir, leftOut);
      const { protectData, approvalsRequired, corsOrigins } = running.settings;
      return [
        `data ${protectData ? "protected" : "not protected"}, approvals ${String(approvalsRequired)}, origins ${corsOrigins.join(", ")}`,
      ];
    });
    return running;
  }

  async #open(programDir: string, leftOut: readonly string[]): Promise<Running> {
    const cloud = await this.box.open(programDir, silentProgress);
    return { cloud, settings: await prepareStage(cloud, this.#secrets, leftOut) };
  }

  /** @param policies arguments that turn the policy pack on; an older program passed its own when it was released. */
  async #up(name: string, { cloud }: Running, policies = this.#policyArguments()): Promise<boolean> {
    return this.#recorder.step(name, async () => {
      const up = ["up", "--yes", "--skip-preview", ...policies];
      const run = await runEngine(cloud, up, this.box.file("up"));
      // The preview of an upgrade has told them already.
      if (this.#changes === undefined) this.#policies.push(...run.policies);
      if (run.code !== 0) throw new Finding([failureText(run)]);
      this.#resources = await stackResources(cloud);
      return [`${String(this.#resources.length)} resources`];
    });
  }

  async #journeys(running: Running): Promise<void> {
    await this.#recorder.step("people use it", async () => {
      const world = new World(await this.#place(running), { strict: true, signal: this.args.signal });
      for (const journey of journeys) await this.#recorder.journey(journey.name, () => journey.run(world));
      const failed = this.#recorder.journeys.filter(({ passed }) => !passed);
      if (failed.length > 0) throw new Finding([`${String(failed.length)} journeys failed`]);
      return [`${String(journeys.length)} journeys`];
    });
  }

  async #remove({ cloud, settings }: Running): Promise<void> {
    if (settings.protectData) {
      await this.#recorder.step("destroying it is refused, since it holds data", () => refuseDestroy(cloud));
    }
    await this.#recorder.step("everything is removed, and nothing is left", () =>
      destroyAll(cloud, settings.protectData, this.#policyArguments(), this.box.file("destroy")),
    );
  }

  #policyArguments(): string[] {
    return policyArguments(this.#newDir, this.args.stage, this.box.file("policy-levels.json"));
  }

  async #place({ cloud, settings }: Running): Promise<Place> {
    const text = await cloud.pulumiOk(["stack", "output", "--json", "--show-secrets"]);
    const outputs = JSON.parse(text) as Record<string, unknown>;
    const output = (name: string): string => {
      const value = outputs[name];
      if (typeof value !== "string") throw new Error(`the stack has no output ${name}`);
      return value;
    };
    const { corsOrigins, approvalsRequired, emailFrom } = settings;
    return {
      stage: this.args.stage,
      region: settings.region,
      apiUrl: output("apiUrl"),
      endpoint: cloud.endpoint,
      photosDomain: output("photosDomain"),
      photosBucket: output("photosBucket"),
      apiKey: output("apiKey"),
      ...{ corsOrigins, approvalsRequired, emailFrom },
      adminPhones: this.#secrets.adminPhones,
    };
  }

  #version(): string {
    const manifest = fs.readFileSync(path.join(this.#newDir, "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
  }

  #countedResources(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { type } of this.#resources) counts[type] = (counts[type] ?? 0) + 1;
    return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** A program that is deployed to the throw-away cloud. */
interface Running {
  cloud: Cloud;
  settings: StageSettings;
}
