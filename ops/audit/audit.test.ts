/** The real `npm audit` on a fake registry, and the issue on a fake of GitHub's API. */
import * as fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { escalationMarkdown, keepEscalation } from "../escalate";
import { githubFrom } from "../github";
import { FakeGitHub } from "../github/testing/github";
import { EXPANDED, HOSTILE, withoutCode } from "../github/testing/markdown";
import { auditEscalation, auditMarkdown, auditText, runAudit, type AuditReport } from ".";

/** Advisories by package, as the registry has them. */
let advisories: Record<string, object[]> | undefined;
let server: Server;
let folder: string;

/** `app` needs `outer`, which needs `inner`. */
const versions: Record<string, { version: string; dependencies?: Record<string, string> }> = {
  outer: { version: "1.0.0", dependencies: { inner: "^1.0.0" } },
  inner: { version: "1.0.0" },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? "";
    const name = url.slice(1);
    const found = url.endsWith("/advisories/bulk") ? advisories : packument(name);
    response.writeHead(found === undefined ? 405 : 200, { "content-type": "application/json" });
    request.resume().on("end", () => response.end(JSON.stringify(found ?? {})));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-audit-"));
  const write = (name: string, content: unknown) =>
    fs.writeFileSync(
      path.join(folder, name),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  const app = { name: "app", version: "1.0.0", dependencies: { outer: "^1.0.0" } };
  write("package.json", app);
  const packages = Object.entries(versions).map(([name, one]) => [`node_modules/${name}`, one]);
  write("package-lock.json", {
    ...{ name: "app", version: "1.0.0", lockfileVersion: 3, requires: true },
    packages: { "": app, ...Object.fromEntries(packages) },
  });
  write(".npmrc", "audit=false\n");
  const { port } = server.address() as AddressInfo;
  process.env["npm_config_registry"] = `http://127.0.0.1:${String(port)}/`;
});
afterAll(() => {
  server.close();
  fs.rmSync(folder, { recursive: true });
});

function packument(name: string): object | undefined {
  const one = versions[name];
  if (one === undefined) return undefined;
  return { name, "dist-tags": { latest: one.version }, versions: { [one.version]: { name, ...one } } };
}

const advisory = (severity: string, title = "Prototype pollution") => ({
  ...{ id: 1, url: "https://github.com/advisories/GHSA-1", title, severity, vulnerable_versions: "<2.0.0" },
});

test("packages without advisories pass", async () => {
  advisories = {};
  const report = await runAudit(folder);
  expect(report).toEqual({ passed: true, vulnerabilities: [], others: 0 });
  expect(auditEscalation(report, new Date())).toEqual([]);
});

test("a less severe one passes and is counted; a high one fails, with the package that brings it in", async () => {
  advisories = { inner: [advisory("moderate"), { ...advisory("high"), id: 2 }] };
  const report = await runAudit(folder);
  expect(report).toEqual({
    ...{ passed: false, others: 1 },
    vulnerabilities: [
      {
        ...{ name: "inner", severity: "high", title: "Prototype pollution", range: "<2.0.0" },
        ...{ url: "https://github.com/advisories/GHSA-1", through: ["outer"] },
      },
    ],
  });
  expect(auditText(report)).toBe(
    "high  inner <2.0.0: Prototype pollution\n  https://github.com/advisories/GHSA-1\n" +
      "  through outer; fix: none yet\n1 high or critical, 1 less severe vulnerabilities.\n",
  );
  advisories = { inner: [advisory("moderate")] };
  expect(await runAudit(folder)).toEqual({ passed: true, vulnerabilities: [], others: 1 });
});

test("a registry without audits is an error, not a pass", async () => {
  advisories = undefined;
  await expect(runAudit(folder)).rejects.toMatchObject({
    ...{
      name: "UserError",
      message: expect.stringMatching(/^npm could not audit the packages: 405 .*$/) as string,
    },
    remedy: expect.stringContaining("must serve audits") as string,
  });
});

test("the issue is open while one is high or critical, and has no text of others outside of code", async () => {
  const gitHub = new FakeGitHub();
  const GITHUB_API_URL = await gitHub.start();
  const client = githubFrom({ GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "o/r", GITHUB_API_URL });
  const report: AuditReport = {
    ...{ passed: false, others: 0 },
    vulnerabilities: [
      {
        ...{ name: HOSTILE, severity: "critical", title: HOSTILE, url: HOSTILE, range: HOSTILE },
        ...{ through: [HOSTILE], fix: HOSTILE },
      },
    ],
  };
  const keep = (one: AuditReport) =>
    keepEscalation(client, {
      ...{
        about: "vulnerabilities",
        forms: auditEscalation(one, new Date()),
        assignees: [],
        resolved: "Fixed.",
      },
    });
  await keep(report);
  expect(gitHub.openIssues).toEqual(["1 Packages have known vulnerabilities"]);
  expect(withoutCode(gitHub.issues[0]!.body)).not.toMatch(EXPANDED);
  expect(withoutCode(auditMarkdown(report))).not.toMatch(EXPANDED);
  const [form] = auditEscalation(report, new Date());
  expect(escalationMarkdown(form!)).toMatch(
    /^### Escalation: vulnerabilities\n[^]*#### Severity\n\ncritical\n/,
  );
  await keep({ passed: true, vulnerabilities: [], others: 3 });
  expect(gitHub.openIssues).toEqual([]);
  gitHub.stop();
});
