import * as os from "node:os";
import { setTimeout as delay } from "node:timers/promises";

import type { Progress } from "../../common/progress";
import { releaseSteps, type Release, type ReleaseStep } from "../operations/ledger";
import type { Lease } from "../operations/lock";
import { unlike } from "./planned";
import type { DeploymentPlan, Platform } from "./platform";
import { messageOf, ReleaseRecord, STARTED, type Program, type ReleaseLedger } from "./record";
import type { SavedPlan } from "./saved-plan";
import type { ReleaseSettings } from "./settings";
import { countsText } from "./text";
import { endUnfinished, rollBack, takeOver } from "./undo";

/** What a release, or a rollback, works with. */
export interface Operation {
  /** Person or workflow. */
  by: string;
  ledger: ReleaseLedger;
  /** Takes the lock of releases. */
  lock: () => Promise<Lease>;
  /** @param signal aborted when the operation must stop. */
  platform: (signal: AbortSignal) => Platform;
  /** Aborted when the user interrupts it. */
  signal: AbortSignal;
  progress: Progress;
  /** Default: the system's clock. */
  now?: () => Date;
}

/** What {@link release} needs. */
export interface ReleaseArgs extends Operation {
  program: Program;
  settings: ReleaseSettings;
  /** The preview that was approved. It fails before it changes anything if its own differs. Default: any is deployed. */
  approved?: SavedPlan | undefined;
  /** Why it does not wait for a release on the stage before. Default: it does. */
  hotfix?: string | undefined;
  /** Waits, ms. Default: a timer. */
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Most differences from a plan that a record lists. */
const DIFFERENCES = 20;

/** How often health is checked while a release bakes, ms. */
const POLL = 30_000;

/**
 * Releases a program: deploys it step by step, each recorded in the ledger. Ends an interrupted release first: goes on
 * with one of the same commit, rolls back any other. A failure after the deployment began rolls back.
 * @returns the record, also of a release that failed.
 * @throws UserError while another process releases. @throws Failure when it is interrupted.
 */
export async function release(args: ReleaseArgs): Promise<Release> {
  const { ledger, progress, program, now = () => new Date() } = args;
  const lease = await args.lock();
  try {
    const signal = AbortSignal.any([args.signal, lease.signal]);
    const platform = args.platform(signal);
    const context = { ledger, lease, signal: args.signal, progress, now };
    const unfinished = await ledger.running();
    let record: ReleaseRecord | undefined;
    if (unfinished !== undefined) {
      record = await takeOver(unfinished, platform, context);
      if (isSame(unfinished, program)) {
        if (args.hotfix !== undefined) await record.set({ hotfix: args.hotfix });
        await record.note(`resumed by ${args.by}`);
      } else {
        await endUnfinished(record, platform, ledger);
        record = undefined;
      }
    }
    record ??= new ReleaseRecord(await newRelease(args, now()), context);
    return await new Steps(record, platform, args, signal, now).run();
  } finally {
    await lease.release();
  }
}

/** Whether a run that died was about to deploy the same program. */
function isSame({ kind, commit, step }: Release, program: Program): boolean {
  return kind === "release" && commit === program.commit && step !== "rollback";
}

async function newRelease({ ledger, program, by, hotfix }: ReleaseArgs, now: Date): Promise<Release> {
  const startedAt = now.toISOString();
  const previous = (await ledger.current())?.id;
  return {
    id: `${startedAt}-${program.commit.slice(0, 7)}`,
    kind: "release",
    status: "running",
    step: "preflight",
    ...program,
    ...{ by, hosts: [os.hostname()] },
    startedAt,
    ...(hotfix !== undefined && { hotfix }),
    ...(previous !== undefined && { previous }),
    events: [],
  };
}

class Steps {
  #plan: DeploymentPlan | undefined;

  constructor(
    private readonly record: ReleaseRecord,
    private readonly platform: Platform,
    private readonly args: ReleaseArgs,
    private readonly signal: AbortSignal,
    private readonly now: () => Date,
  ) {}

  /** Runs the steps from the one that the record names. */
  async run(): Promise<Release> {
    const work: Record<ReleaseStep, () => Promise<string>> = {
      preflight: () => this.#preflight(),
      preview: () => this.#preview(),
      deploy: () => this.#deploy(),
      migrate: () => this.#migrate("expand"),
      shift: () => this.#shift(),
      smoke: () => this.#smoke(this.record.release.canaryPercent !== undefined),
      bake: () => this.#bake(),
      finish: () => this.#finish(),
    };
    const first = releaseSteps.indexOf(this.record.release.step as ReleaseStep);
    for (const step of releaseSteps.slice(first)) {
      try {
        this.signal.throwIfAborted();
        await this.record.begin(step);
        await this.record.note(await work[step]());
      } catch (error) {
        await this.record.stopIfInterrupted(error);
        return await rollBack(this.record, this.platform, this.args.ledger, messageOf(error));
      }
    }
    return this.record.end("released");
  }

  async #preflight(): Promise<string> {
    refuse(await this.platform.preflight());
    return "passed";
  }

  async #preview(): Promise<string> {
    const { problems, changes, removed, services, planned } = await this.#planned();
    await this.record.set({ changes, removed, ...(services.length > 0 && { services }) });
    refuse([...problems, ...differences(this.args.approved, planned)]);
    return countsText(changes);
  }

  async #planned(): Promise<DeploymentPlan> {
    return (this.#plan ??= await this.platform.preview(this.record.release.id));
  }

  /** Deploys everything; when gradual, without the aliases, so that the versions from before serve all calls. */
  async #deploy(): Promise<string> {
    const { canaryPercent = 0 } = this.args.settings;
    const { hold, abrupt, removed } = await this.#planned();
    const gradual = canaryPercent > 0 && hold.length > 0 && abrupt === undefined;
    if (canaryPercent > 0 && abrupt !== undefined) await this.record.note(`not gradual: ${abrupt}`);
    const { before = await this.platform.aliases(), removed: known = [] } = this.record.release;
    // Without a percentage, a resumed release is not gradual any more: its aliases may have moved.
    const { canaryPercent: _, ...rest } = this.record.release;
    this.record.release = rest;
    await this.record.set({
      before,
      removed: [...new Set([...known, ...removed])],
      ...(gradual && { canaryPercent }),
    });
    await this.platform.deploy(gradual ? hold : []);
    const versions = await this.platform.published();
    await this.record.set({ versions });
    if (!gradual) await this.platform.point(versions);
    return "deployed";
  }

  async #migrate(phase: "expand" | "contract"): Promise<string> {
    const names = await this.platform.migrate(phase);
    const { migrations = [] } = this.record.release;
    if (names.length === 0) return "no migrations";
    await this.record.set({ migrations: [...new Set([...migrations, ...names])] });
    return names.join(", ");
  }

  async #shift(): Promise<string> {
    const { before = {}, versions = {}, canaryPercent } = this.record.release;
    if (canaryPercent === undefined) return "all calls go to the new versions";
    await this.platform.point(before, { versions, share: canaryPercent / 100 });
    return `${String(canaryPercent)} % of the calls go to the new versions`;
  }

  async #smoke(mixed: boolean): Promise<string> {
    refuse(await this.platform.smoke(mixed));
    return "passed";
  }

  async #bake(): Promise<string> {
    const { pause = (ms, signal) => delay(ms, undefined, { signal }) } = this.args;
    const { versions, canaryPercent } = this.record.release;
    const since = this.#servingSince();
    const end = this.now().getTime() + this.args.settings.bakeMinutes * 60_000;
    for (;;) {
      refuse(await this.platform.health(since, canaryPercent === undefined ? undefined : versions));
      const left = end - this.now().getTime();
      if (left <= 0) return `healthy for ${String(this.args.settings.bakeMinutes)} minutes`;
      await pause(Math.min(POLL, left), this.signal);
    }
  }

  /** When the new versions got their first calls. */
  #servingSince(): Date {
    const { events } = this.record.release;
    const shift = events.findLast(({ step, message }) => step === "shift" && message === STARTED);
    return new Date(shift?.at ?? this.now());
  }

  /** All calls to the new versions, then what the release before cannot work with. */
  async #finish(): Promise<string> {
    const { versions = {}, canaryPercent } = this.record.release;
    if (canaryPercent !== undefined) {
      await this.platform.point(versions);
      await this.platform.deploy([]);
      await this.record.set({ versions: await this.platform.published() });
      // While it was gradual, the smoke test reached the versions from before, too.
      await this.#smoke(false);
    }
    const contract = await this.platform.pending("contract");
    if (contract.length > 0) await this.record.set({ contract });
    return this.#migrate("contract");
  }
}

function differences(approved: SavedPlan | undefined, planned: DeploymentPlan["planned"]): string[] {
  const found = approved === undefined ? [] : unlike(approved.changes, planned);
  if (found.length === 0) return [];
  const rest = found.length - DIFFERENCES;
  return [
    `the preview is not that of the plan of ${String(approved?.at)}: make a new plan and have it approved`,
    ...found.slice(0, DIFFERENCES),
    ...(rest > 0 ? [`${String(rest)} more differ`] : []),
  ];
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join("; "));
}
