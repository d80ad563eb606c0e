import * as fs from "node:fs";
import * as path from "node:path";

import type { OutputMap } from "@pulumi/pulumi/automation";

import { repoRoot } from "../../common/paths";
import { silentProgress, type Progress } from "../../common/progress";
import { defined } from "../../functions/shared/defined";
import { instanceDir } from "../../local/cloud";
import type { ChangeSummary, PolicyFinding } from "../changes";
import { loadMigrations, migrationHashes, migrationsDir } from "../migrate/files";
import { copyProgram } from "../program-copy";
import { refuseUnknownStage } from "../secrets/stage-file";
import { prepareStage, type PreparedStage } from "./account";
import { removeOld, ThrowAwayCloud } from "./cloud";
import { policyOptions, stackResources, up, type PolicyOptions } from "../stages/engine";
import { journeys, World, type Place } from "./journeys";
import { checkOut, installOlderProvider, resolveRef, type Ref } from "../stages/older-program";
import { Finding, Recorder } from "./recorder";
import { destroyAll, refuseDestroy } from "./removal";
import type { RehearsalReport } from "./report";
import { throwAwaySecrets } from "./secrets";
import { removeSecrets, shareEncryption } from "./stage-settings";
import { rehearseMigrations } from "./migrations";
import { fillStage, judgeUpgrade, type BeforeUpgrade } from "./upgrade";

/** What {@link rehearse} needs. */
export interface RehearseArgs {
  /** Stage whose settings are used, e.g. `prod`. */
  stage: string;
  /** Git ref of the program to upgrade from. Default: none, the stage is deployed for the first time. */
  from?: string;
  /** The checkout to rehearse. Default: this one. */
  checkout?: string;
  progress: Progress;
  /** Interrupts the rehearsal. The cloud is removed all the same. */
  signal: AbortSignal;
}

/** A deployed stage. */
interface Deployed extends PreparedStage {
  place: Place;
}

/**
 * Rehearses a stage: deploys its settings to a throw-away local cloud with mandatory policies, runs all journeys, and
 * removes everything. Needs no AWS credentials and no secret of the stage.
 * @throws UserError for an unknown stage or ref.
 * @throws the signal's reason when it is interrupted.
 */
export async function rehearse(args: RehearseArgs): Promise<RehearsalReport> {
  const { stage, checkout = repoRoot, from } = args;
  // Before anything is created.
  refuseUnknownStage(checkout, stage);
  const older = from === undefined ? undefined : resolveRef(checkout, from);
  await removeOld();
  const box = await ThrowAwayCloud.reserve(stage);
  try {
    return await new Rehearsal(box, checkout, older, args).run();
  } finally {
    await box.remove();
  }
}

class Rehearsal {
  readonly #recorder: Recorder;
  readonly #secrets = throwAwaySecrets();
  readonly #policies: PolicyFinding[] = [];
  readonly #newDir: string;
  #resources: Record<string, number> = {};
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
    const { stage } = this.args;
    copyProgram({ from: this.checkout, to: this.#newDir });
    removeSecrets(this.#newDir, stage);
    const deployed = this.older === undefined ? await this.#first() : await this.#upgrade(this.older);
    if (deployed === undefined) {
      this.#recorder.skip("the journeys", "the stage is not deployed");
    } else {
      await this.#journeys(deployed.place);
      await this.#remove(deployed);
    }
    const { steps, journeys, passed, seconds } = this.#recorder;
    return defined({
      stage,
      version: this.#version(),
      from: this.older,
      ...{ passed, seconds, steps, journeys },
      resources: this.#resources,
      policies: this.#policies,
      changes: this.#changes,
    });
  }

  /** Deploys the stage for the first time. @returns `undefined` when that fails. */
  async #first(): Promise<Deployed | undefined> {
    const prepared = await this.#prepare(this.#newDir);
    return prepared && this.#up("the stage is deployed", prepared, this.#policyOptions());
  }

  /** Deploys the older program, uses it, and upgrades it unless that is refused. @returns `undefined` when that fails. */
  async #upgrade(older: Ref): Promise<Deployed | undefined> {
    const { stage, progress } = this.args;
    const oldDir = this.box.programDir("old");
    checkOut(this.checkout, older, oldDir, progress);
    await installOlderProvider(oldDir, path.join(instanceDir(this.box.name), "pulumi-home"));
    removeSecrets(oldDir, stage);
    const prepared = await this.#prepare(oldDir);
    // It passed its own policies when it was released.
    const old = prepared && (await this.#up(`${older.ref} is deployed`, prepared, {}));
    const before = old && (await fillStage(this.#recorder, older.ref, old, old.place));
    if (before === undefined) return undefined;

    shareEncryption(oldDir, this.#newDir, stage);
    const next = await this.#open(this.#newDir);
    const { allowed, summary } = await judgeUpgrade(
      this.#recorder,
      next.cloud,
      this.#policyOptions(),
      this.#version(),
      this.box.file("preview"),
    );
    this.#changes = summary;
    this.#policies.push(...(summary?.policies ?? []));
    const upgraded = allowed
      ? await this.#up("the upgrade is deployed", next, this.#policyOptions())
      : undefined;
    if (upgraded !== undefined) await this.#migrate(older.ref, upgraded, before);
    return upgraded;
  }

  /** Runs the migrations that the older program does not have, on its data. */
  async #migrate(ref: string, upgraded: Deployed, before: BeforeUpgrade): Promise<void> {
    const inside = path.relative(repoRoot, migrationsDir);
    await rehearseMigrations(this.#recorder, upgraded, before, {
      ref,
      files: await loadMigrations(path.join(this.checkout, inside)),
      known: migrationHashes(path.join(this.box.programDir("old"), inside)),
    });
  }

  async #prepare(programDir: string): Promise<PreparedStage | undefined> {
    let prepared: PreparedStage | undefined;
    await this.#recorder.step("the stage is prepared with throw-away secrets", async () => {
      prepared = await this.#open(programDir);
      const { protectData, approvalsRequired, corsOrigins } = prepared.settings;
      return [
        `data ${protectData ? "protected" : "not protected"}, approvals ${String(approvalsRequired)}, origins ${corsOrigins.join(", ")}`,
      ];
    });
    return prepared;
  }

  async #open(programDir: string): Promise<PreparedStage> {
    return prepareStage(await this.box.open(programDir, silentProgress), this.#secrets);
  }

  async #up(name: string, prepared: PreparedStage, options: PolicyOptions): Promise<Deployed | undefined> {
    let deployed: Deployed | undefined;
    await this.#recorder.step(name, async () => {
      const { policies, outputs, errors } = await up(prepared.stack, options, this.args.signal);
      // The preview of an upgrade has reported them already.
      if (this.#changes === undefined) this.#policies.push(...policies);
      if (errors !== undefined) throw new Finding(errors);
      deployed = { ...prepared, place: this.#placeOf(prepared, outputs) };
      const resources = await stackResources(prepared.stack);
      this.#resources = countByType(resources);
      return [`${String(resources.length)} resources`];
    });
    return deployed;
  }

  async #journeys(place: Place): Promise<void> {
    await this.#recorder.step("the journeys", async () => {
      const world = new World(place, { signal: this.args.signal });
      let failed = 0;
      for (const journey of journeys)
        if ((await this.#recorder.journey(journey.name, () => journey.run(world))) !== undefined) failed++;
      if (failed > 0) throw new Finding([`${String(failed)} of ${String(journeys.length)} journeys failed`]);
      return [`${String(journeys.length)} journeys`];
    });
  }

  async #remove(deployed: Deployed): Promise<void> {
    if (deployed.settings.protectData)
      await this.#recorder.step("destroy is refused while data is protected", () => refuseDestroy(deployed));
    await this.#recorder.step("everything is removed, and nothing is left", () =>
      destroyAll(deployed, this.args.signal),
    );
  }

  #policyOptions(): PolicyOptions {
    return policyOptions(this.#newDir, this.args.stage, this.box.file("policy-levels.json"));
  }

  #placeOf({ cloud, settings }: PreparedStage, outputs: OutputMap): Place {
    const output = (name: string): string => {
      const value: unknown = outputs[name]?.value;
      if (typeof value !== "string") throw new Error(`the stack has no output ${name}`);
      return value;
    };
    const { region, corsOrigins, approvalsRequired, emailFrom } = settings;
    return {
      stage: this.args.stage,
      apiUrl: output("apiUrl"),
      endpoint: cloud.endpoint,
      photosDomain: output("photosDomain"),
      photosBucket: output("photosBucket"),
      apiKey: output("apiKey"),
      ...{ region, corsOrigins, approvalsRequired, emailFrom },
      adminPhones: this.#secrets.adminPhones,
    };
  }

  #version(): string {
    const manifest = fs.readFileSync(path.join(this.#newDir, "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
  }
}

function countByType(resources: readonly { type: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const type of resources.map((one) => one.type).sort()) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
