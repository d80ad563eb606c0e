import { interruptible } from "../common/interrupt";
import { terminalProgress } from "../common/progress";
import {
  printChecks,
  withCheckOptions,
  withEvidence,
  type CheckOptions,
  type EvidenceOptions,
} from "./check-options";
import { operation, refusing } from "./command";

const EXAMPLES = `
Examples:
  npm run preflight -- --stack local
  npm run preflight -- --stack dev --skip cost-tag
  npm run preflight -- --stack prod --released released.json

A check that is left out is "skipped", never "passed". docs/operations.md lists the checks.
`;

type Options = CheckOptions & EvidenceOptions;

export const preflightCommand = withEvidence(
  withCheckOptions(operation("preflight", "check whether this commit can be deployed to a stage")),
)
  .description(
    "Checks this commit and a stage before a deployment: tests, secrets, configuration, policies, permissions, the stage " +
      "before, migrations, quotas and budget. It changes nothing.",
  )
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, only, skip, released, hotfix, ...form }: Options) => {
      const { refuseUnknownPreflight, runPreflight } = await import("../ops/checks/index.js");
      refuseUnknownPreflight({ only, skip });
      const { openStage } = await import("../ops/stages/stage.js");
      const progress = terminalProgress();
      const stage = await openStage(stack, progress);
      progress.step(`Checking ${stage.name} before a deployment`);
      const report = await interruptible((signal) =>
        runPreflight(stage, { signal, progress, only, skip, released, hotfix }),
      );
      await printChecks(report, { stack, ...form });
    }),
  );
