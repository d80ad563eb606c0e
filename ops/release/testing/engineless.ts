import type { FunctionVersions } from "../../operations/ledger";
import type { Stage } from "../../stages/stage";
import type { DeploymentPlan } from "../platform";
import type { ServiceContext, Services } from "../services";
import { StagePlatform } from "../stage-platform";

const plan: DeploymentPlan = {
  problems: [],
  changes: { create: 0, update: 1, replace: 0, delete: 0, same: 0 },
  removed: [],
  hold: ["alias"],
  ...{ planned: [], services: [] },
};

/** A stage on which the engine does nothing: for tests of everything else. */
export class EnginelessPlatform extends StagePlatform {
  /** @param next versions that a deployment has published. */
  constructor(
    stage: Stage,
    services: Services,
    context: ServiceContext,
    private readonly next: FunctionVersions,
  ) {
    super(stage, services, context);
  }

  override preview(): Promise<DeploymentPlan> {
    return Promise.resolve(plan);
  }

  override previewOf(): Promise<DeploymentPlan> {
    return Promise.resolve(plan);
  }

  override deploy(): Promise<void> {
    return Promise.resolve();
  }

  override published(): Promise<FunctionVersions> {
    return Promise.resolve(this.next);
  }

  override reconcile(): Promise<void> {
    return Promise.resolve();
  }
}
