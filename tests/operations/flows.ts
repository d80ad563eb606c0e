import {
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";

import { silentProgress } from "../../common/progress";
import { newId } from "../../functions/shared/ids";
import type { Operation } from "../../infra/lib/deploy-permissions";
import { physicalName } from "../../infra/lib/names";
import { findDrift } from "../../ops/drift";
import { pruneStage } from "../../ops/prune";
import { leaveRemains } from "../../ops/prune/testing/remains";
import { runSmoke } from "../../ops/smoke";
import type { Stage } from "../../ops/stages/stage";

/** Runs a command so that it uses all of its permissions. */
export interface Flow {
  /** Makes what a run finds. Called before each run, as root. */
  prepare?(stage: Stage): Promise<void>;
  /** Runs the command with the permissions of its role. It fails when AWS denies a call. */
  run(stage: Stage): Promise<unknown>;
  /** Actions that the flow or the local cloud cannot show to be needed, each with the reason. Default: none. */
  unproven?: Readonly<Record<string, string>>;
}

const signal = new AbortController().signal;
const progress = silentProgress;

/** Days from now, ms. */
const later = (days: number): number => Date.now() + days * 86_400_000;

/** A flow for each command that has permissions of its own. */
export const flows: Readonly<Partial<Record<Operation, Flow>>> = {
  drift: {
    async prepare(stage) {
      const FunctionName = physicalName("health", stage.place);
      const change = new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 29 });
      await new LambdaClient(stage.aws).send(change);
    },
    run: (stage) => findDrift(stage, { signal, progress }),
  },
  prune: {
    async prepare(stage) {
      await leaveRemains(stage);
      const lambda = new LambdaClient(stage.aws);
      const FunctionName = physicalName("health", stage.place);
      for (const Description of [newId("ses"), newId("ses")]) {
        await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description }));
        await lambda.send(new PublishVersionCommand({ FunctionName }));
      }
    },
    async run(stage) {
      const { items } = await pruneStage(stage, { remove: true, now: later(4) }, { signal, progress });
      const failed = items.filter(({ outcome }) => outcome === "failed");
      if (failed.length > 0) throw new Error(failed.map(({ reason }) => reason).join("\n"));
      const deleted = new Set(items.flatMap(({ kind, outcome }) => (outcome === "deleted" ? [kind] : [])));
      if (deleted.size < 6) throw new Error(`deleted only ${[...deleted].join(", ")}`);
    },
  },
  smoke: {
    async run(stage) {
      const { journeys } = await runSmoke(stage, { signal, progress });
      const reasons = journeys.flatMap(({ reason }) => reason ?? []);
      if (reasons.length > 0) throw new Error(reasons.join("\n"));
    },
  },
};
