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
    "Writes the one comment of a pull request from the report of another job. It does not trust the report: what is not in " +
      "its schema is refused, and the comment says so.",
  )
  .option("--report <file>", "report.json of `npm run report:pr`", "report/report.json")
  .addHelpText("after", ENVIRONMENT)
  .action(async ({ report }: { report: string }) => {
    const { postReport } = await import("../ops/pull-request/post-report.js");
    process.stdout.write(`${await postReport(report, process.env)}\n`);
  });
