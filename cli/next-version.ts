import { UserError } from "../common/errors";
import { terminalProgress } from "../common/progress";
import { command } from "./command";

export const nextVersionCommand = command("next-version", "write the next version into CHANGELOG.md")
  .description(
    "Finds the next version from the commits since the last tag, and writes it into CHANGELOG.md, package.json and " +
      "package-lock.json: what is under Unreleased, then the commits. Commits and tags nothing, and needs no network.",
  )
  .option("--dry-run", "print CHANGELOG.md and write nothing")
  .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
    const { nextVersion, writeVersion } = await import("../tools/version/index.js");
    const { headCommit } = await import("../ops/stages/commit.js");
    if (!dryRun && !(await headCommit()).clean)
      throw new UserError(
        "the checkout has changes that are not committed",
        "Commit or remove them: git status",
      );
    const next = await nextVersion();
    if (dryRun) {
      process.stdout.write(next.changelog);
      return;
    }
    writeVersion(next);
    const progress = terminalProgress();
    progress.step(
      `Wrote the version ${next.version}. Read CHANGELOG.md: it must say what an operator has to do.`,
    );
    progress.step(
      `Then: npm run docs && git commit -am "chore(release): v${next.version}" && git tag v${next.version}`,
    );
  });
