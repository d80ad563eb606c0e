import { command, jsonOption } from "./command";
import { ISSUE_ENVIRONMENT, issueOption, issuesFrom } from "./issue";

interface Options {
  json?: boolean;
  markdown?: boolean;
  issue?: boolean;
}

const EXIT = "\nIt exits with 1 when one is high or critical, and when the registry does not answer.\n";

export const auditCommand = command("audit", "look for known vulnerabilities of npm packages")
  .description(
    "Asks the npm registry for known vulnerabilities of the packages in package-lock.json. Shows those that are high or " +
      "critical, the package of package.json that brings them in, and the fix.",
  )
  .addOption(jsonOption("write the report to stdout as JSON").conflicts("markdown"))
  .option("--markdown", "write the report to stdout as Markdown")
  .addOption(issueOption("a vulnerability is high or critical"))
  .addHelpText("after", EXIT + ISSUE_ENVIRONMENT)
  .action(async ({ json, markdown, issue }: Options) => {
    const issues = await issuesFrom(issue, process.env);
    const { auditEscalation, auditMarkdown, auditText, runAudit } = await import("../ops/audit/index.js");
    const report = await runAudit();
    if (json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    else process.stdout.write(markdown === true ? auditMarkdown(report) : auditText(report));
    const forms = auditEscalation(report, new Date());
    const resolved = "No vulnerability is high or critical any more.";
    await issues?.escalate({ about: "vulnerabilities", forms, resolved });
    if (!report.passed) process.exitCode = 1;
  });
