import { command } from "./command";

const ENVIRONMENT = `
Environment, as the workflow preview-comment sets it:
  GITHUB_TOKEN         token that may write comments of pull requests
  GITHUB_REPOSITORY    <owner>/<name>; set by GitHub
  GITHUB_API_URL       set by GitHub
  HEAD                 <owner>:<branch> of the pull request
  HEAD_COMMIT          its last commit
  RUN_URL              page of the run that made the report

Exit codes: 0 the comment is written, or the pull request has no use for it any more; 1 it could not be written.
`;

export const reportCommentCommand = command("report:comment", "post a report on its pull request")
  .description(
    "Writes the one comment of a pull request from the reports of other jobs. It does not trust them: what is not in their " +
      "schema is refused, and the comment says so.",
  )
  .option(
    "--report <folder>",
    "folder with report.json of `npm run report:pr`, and folders with report.json of `npm run plan -- --live-only`",
    "report",
  )
  .addHelpText("after", ENVIRONMENT)
  .action(async ({ report }: { report: string }) => {
    const { postReport } = await import("../ops/pull-request/post-report.js");
    process.stdout.write(`${await postReport(report, process.env)}\n`);
  });
