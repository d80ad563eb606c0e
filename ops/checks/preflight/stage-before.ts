import * as fs from "node:fs";

import { UserError } from "../../../common/errors";
import { STAGE_BEFORE } from "../../../infra/lib/deploy-permissions";
import { Ledger, type Release } from "../../operations/ledger";
import { OperationsTable } from "../../operations/table";
import { StageFile } from "../../secrets/stage-file";
import { treeOf } from "../../stages/commit";
import { failed, passed, skipped, type Check } from "../check";
import type { PreflightContext } from "./context";

/**
 * Nothing reaches a stage that did not pass on the stage before. A commit with the same files counts: a pull request from
 * develop to main ends in a merge commit, whose files are those that dev has.
 */
export const stageBefore: Check<PreflightContext> = {
  name: "stage-before",
  summary: "this commit was released on the stage before: dev, then staging, then prod",
  async run({ stage, commit: { commit, tree }, checkout, released, hotfix }) {
    const before = STAGE_BEFORE[stage.name];
    if (before === undefined) return skipped(`no stage comes before ${stage.name}`);
    if (stage.cloud !== undefined) return skipped("the local cloud has one stage only");
    if (hotfix !== undefined) return skipped(`hotfix: ${hotfix}`);
    const releases = released === undefined ? await ledgerOf(stage, before) : readReport(released, before);
    if (releases === undefined)
      return failed(
        `${before} is in another account, whose records these credentials cannot read`,
        `Save its report and give it: npm run report -- --stack ${before} --json > released.json, then --released released.json`,
      );
    for (const release of releases.filter(({ status }) => status === "released")) {
      const when = `released on ${before} at ${release.endedAt ?? release.startedAt}`;
      if (release.commit === commit) return passed(when);
      if ((await treeOf(release.commit, checkout)) === tree)
        return passed(`${when} as ${release.commit.slice(0, 7)}, which has the same files`);
    }
    return failed(
      `${commit.slice(0, 7)} was not released on ${before}`,
      `Release it there first: npm run release -- --stack ${before}`,
    );
  },
};

type Released = Pick<Release, "commit" | "status" | "startedAt" | "endedAt">;

/** Releases in the ledger of another stage. `undefined`: it is in another account. */
async function ledgerOf({ place, aws, projectDir }: PreflightContext["stage"], before: string) {
  const settings = StageFile.read(projectDir, before).plain();
  const [account] = [settings["aws:allowedAccountIds"]].flat();
  const [region] = [settings["aws:region"]].flat();
  if (account !== place.accountId) return undefined;
  const other = { stage: before, region: String(region), accountId: place.accountId };
  const table = OperationsTable.of({ aws: { ...aws, region: other.region }, place: other });
  const releases: Released[] = [];
  for await (const release of new Ledger(table).releases()) releases.push(release);
  return releases;
}

/** @throws UserError for a file that is not a report of the stage. */
function readReport(file: string, before: string): Released[] {
  const next = `Save it again: npm run report -- --stack ${before} --json > ${file}`;
  if (!fs.existsSync(file)) throw new UserError(`there is no file ${file}`, next);
  let report: { stage?: unknown; releases?: unknown };
  try {
    report = JSON.parse(fs.readFileSync(file, "utf8")) as typeof report;
  } catch {
    throw new UserError(`${file} is not JSON`, next);
  }
  if (report.stage !== before || !Array.isArray(report.releases))
    throw new UserError(`${file} is not a report of ${before}`, next);
  return report.releases as Released[];
}
