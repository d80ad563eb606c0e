import type { FunctionVersions } from "../operations/ledger";
import type { DeadRun } from "../stages/stack-lock";
import type { Stage } from "../stages/stage";
import { Aliases } from "./aliases";
import { healthProblems } from "./health";
import type { DeploymentPlan, MigrationPhase, Platform } from "./platform";
import type { ServiceContext, Services } from "./services";
import { ReleaseStack } from "./stack";

/** A deployed stage. */
export class StagePlatform implements Platform {
  readonly #aliases: Aliases;
  readonly #stack: ReleaseStack;

  constructor(
    private readonly stage: Stage,
    private readonly services: Services,
    private readonly context: ServiceContext,
  ) {
    this.#aliases = new Aliases(stage.aws);
    this.#stack = new ReleaseStack(stage, context.progress, context.signal);
  }

  takeOver(dead: DeadRun): void {
    this.#stack.takeOver(dead);
  }

  preflight(): Promise<readonly string[]> {
    return this.services.preflight(this.stage, this.context);
  }

  async preview(id: string): Promise<DeploymentPlan> {
    return (await this.#stack.preview(id)).plan;
  }

  previewOf(commit: string): Promise<DeploymentPlan> {
    return this.#stack.previewOf(commit);
  }

  deploy(exclude: readonly string[]): Promise<void> {
    return this.#stack.deploy(exclude);
  }

  published(): Promise<FunctionVersions> {
    return this.#stack.published();
  }

  async aliases(): Promise<FunctionVersions> {
    return this.#aliases.read(Object.keys(await this.published()));
  }

  missing(versions: FunctionVersions): Promise<readonly string[]> {
    return this.#aliases.missing(versions);
  }

  point(versions: FunctionVersions, canary?: { versions: FunctionVersions; share: number }): Promise<void> {
    return this.#aliases.point(versions, canary);
  }

  pending(phase: MigrationPhase): Promise<readonly string[]> {
    return this.services.pending(this.stage, phase);
  }

  migrate(phase: MigrationPhase): Promise<readonly string[]> {
    return this.services.migrate(this.stage, phase, this.context);
  }

  smoke(mixed: boolean): Promise<readonly string[]> {
    return this.services.smoke(this.stage, this.context, mixed);
  }

  health(since: Date, canary?: FunctionVersions): Promise<readonly string[]> {
    return healthProblems(this.stage, since, { canary, signal: this.context.signal });
  }

  reconcile(commit?: string): Promise<void> {
    return this.#stack.reconcile(commit);
  }
}
