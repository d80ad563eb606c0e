import type { Progress } from "../../common/progress";
import { runPreflight } from "../checks";
import { pendingMigrations, runMigrations } from "../migrate";
import { runSmoke } from "../smoke";
import type { Stage } from "../stages/stage";
import type { MigrationPhase } from "./platform";

/** What other commands do for a release. Problems are texts. */
export interface Services {
  preflight(stage: Stage, context: ServiceContext): Promise<readonly string[]>;
  pending(stage: Stage, phase: MigrationPhase): Promise<readonly string[]>;
  migrate(stage: Stage, phase: MigrationPhase, context: ServiceContext): Promise<readonly string[]>;
  /** @param mixed whether two versions serve. */
  smoke(stage: Stage, context: ServiceContext, mixed: boolean): Promise<readonly string[]>;
}

export interface ServiceContext extends Evidence {
  signal: AbortSignal;
  progress: Progress;
}

/** What stands for the release on the stage before. Default: the ledger of that stage. */
export interface Evidence {
  /** Saved `npm run report -- --json` of the stage before, when that is in another account. */
  released?: string | undefined;
  /** Why this does not wait for a release on the stage before. */
  hotfix?: string | undefined;
}

/** The commands themselves. */
export const services: Services = {
  async preflight(stage, context) {
    // The preview of the release runs the policy pack, with every rule mandatory.
    const { checks } = await runPreflight(stage, { ...context, skip: ["policies"] });
    return checks
      .filter(({ outcome }) => outcome === "failed")
      .map(({ name, reason = "failed", next = "" }) => `${name}: ${reason}. ${next}`.trim());
  },
  async pending(stage, phase) {
    const pending = await pendingMigrations(stage);
    return pending.filter((one) => one.phase === phase).map(({ name }) => name);
  },
  migrate: (stage, phase, context) => runMigrations(stage, { phase, ...context }),
  async smoke(stage, context, mixed) {
    const { passed, journeys } = await runSmoke(stage, { ...context, ...(mixed && { version: null }) });
    const failed = journeys.flatMap((one) => (one.passed ? [] : [`${one.name}: ${one.reason ?? "failed"}`]));
    return passed || failed.length > 0 ? failed : ["the synthetic user was not deleted"];
  },
};
