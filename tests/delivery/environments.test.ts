/** The environments of jobs, which act does not read, compared with what the roles of the accounts trust. */
import * as fs from "node:fs";
import * as path from "node:path";
import { runInNewContext } from "node:vm";

import { parse } from "yaml";

import { repoRoot } from "../../common/paths";
import { accountProgram, stageFiles, validSettings } from "../../infra/account/testing/program";

const STAGES = ["dev", "staging", "prod"];
const workflowsDir = path.join(repoRoot, ".github/workflows");

type Values = Readonly<Record<string, unknown>>;

interface Job {
  if?: string;
  uses?: string;
  with?: Values;
  environment?: string | { name: string };
  permissions?: Readonly<Record<string, string>>;
  concurrency?: Concurrency;
  strategy?: { matrix?: Readonly<Record<string, string[]>> };
}

interface Concurrency {
  group: string;
  "cancel-in-progress": boolean | string;
}

interface Workflow {
  on: Readonly<Record<string, { inputs?: Readonly<Record<string, { default?: unknown }>> } | null>>;
  concurrency?: Concurrency;
  jobs: Readonly<Record<string, Job>>;
}

/** A job with all values of its expressions. */
interface Case {
  /** `<file> <job>`. */
  name: string;
  workflow: Workflow;
  job: Job;
  contexts: Readonly<Record<string, unknown>>;
}

const workflows = Object.fromEntries(
  fs
    .readdirSync(workflowsDir)
    .map((file) => [file, parse(fs.readFileSync(path.join(workflowsDir, file), "utf8")) as Workflow]),
);

/** The value of a text with expressions. Their operators are those of JavaScript. */
function evaluate(text: string, contexts: Case["contexts"]): string {
  const github = { event_name: "workflow_dispatch", event: {} };
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
    String(runInNewContext(expression, { github, ...contexts })),
  );
}

/** Jobs with steps that a workflow runs, those of workflows that it calls included. */
function casesOf(file: string, inputs: Values): Case[] {
  const workflow = workflows[file]!;
  const needs = Object.fromEntries(Object.keys(workflow.jobs).map((id) => [id, { result: "success" }]));
  return Object.entries(workflow.jobs).flatMap(([id, job]) => {
    const matrices = (job.strategy?.matrix?.["stage"] ?? [undefined]).map((stage) => ({ stage }));
    return matrices.flatMap((matrix) => {
      const contexts = { inputs, matrix, needs };
      if (job.if?.startsWith("inputs.") === true && evaluate(`\${{ ${job.if} }}`, contexts) === "false")
        return [];
      if (job.uses === undefined) return [{ name: `${file} ${id}`, workflow, job, contexts }];
      const given = Object.entries(job.with ?? {}).map(([key, value]) => [
        key,
        typeof value === "string" ? evaluate(value, contexts) : value,
      ]);
      const called = path.basename(job.uses);
      return casesOf(called, {
        ...defaults(called, "workflow_call"),
        ...(Object.fromEntries(given) as Values),
      });
    });
  });
}

function defaults(file: string, event: string): Values {
  const inputs = workflows[file]?.on[event]?.inputs ?? {};
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default ?? ""]));
}

/** Every job of every workflow that an event starts, for each stage that a person may choose. */
const all = Object.entries(workflows).flatMap(([file, { on }]) => {
  if (Object.keys(on).join() === "workflow_call") return [];
  const given = defaults(file, "workflow_dispatch");
  const choices = "stage" in given ? STAGES.map((stage) => ({ ...given, stage })) : [given];
  return choices.flatMap((inputs) => casesOf(file, inputs));
});

const environmentOf = ({ job: { environment }, contexts }: Case): string | undefined => {
  const name = typeof environment === "object" ? environment.name : environment;
  return name === undefined ? undefined : evaluate(name, contexts);
};

const signsIn = ({ job }: Case): boolean => job.permissions?.["id-token"] === "write";

describe("the roles of the accounts", () => {
  /** Roles by environment that they trust. */
  const trusting = new Map<string, string[]>();

  beforeAll(async () => {
    for (const names of [["dev", "staging"], ["prod"]]) {
      const stages = Object.fromEntries(names.map((name) => [name, stageFiles["dev"]!]));
      const settings = { ...validSettings, "sjc1990app-account:stages": JSON.stringify(names) };
      for (const { type, inputs } of await accountProgram({ settings, stages })) {
        if (type !== "aws:iam/role:Role") continue;
        const policy = inputs["assumeRolePolicy"] as string;
        for (const [, environment = ""] of policy.matchAll(/"repo:[^":]+:environment:([^"]+)"/g))
          trusting.set(environment, [...(trusting.get(environment) ?? []), String(inputs["name"])]);
      }
    }
  });

  test("each job that signs in to AWS is in an environment that one role trusts", () => {
    const jobs = all.filter(signsIn);
    expect(jobs.length).toBeGreaterThan(STAGES.length);
    for (const job of jobs) {
      const environment = environmentOf(job);
      const roles = trusting.get(environment ?? "") ?? [];
      expect({ job: job.name, environment, roles }).toEqual({
        job: job.name,
        environment: expect.any(String) as string,
        roles: [expect.any(String)],
      });
    }
  });

  test("only jobs that deploy have the environment of a stage, one deployment of a stage at a time", () => {
    const deploying = all.filter((job) =>
      trusting.get(environmentOf(job) ?? "")?.some((role) => role.startsWith("sjc1990app-deploy-")),
    );
    expect([...new Set(deploying.map(({ name }) => name))].sort()).toEqual([
      "deploy.yml release",
      "rollback.yml rollback",
    ]);
  });
});

test("jobs without an environment cannot sign in to AWS", () => {
  for (const job of all.filter((one) => environmentOf(one) === undefined))
    expect({ job: job.name, signsIn: signsIn(job) }).toEqual({ job: job.name, signsIn: false });
});

test.each(STAGES)("deployments and rollbacks of %s wait for each other, and none is cancelled", (stage) => {
  const inputs = { ...defaults("rollback.yml", "workflow_dispatch"), stage };
  const groups = [workflows[`deploy-${stage}.yml`]?.jobs["deploy"], workflows["rollback.yml"]].map(
    (holder) => ({
      group: evaluate(holder?.concurrency?.group ?? "", { inputs, matrix: {} }),
      cancelled: holder?.concurrency?.["cancel-in-progress"],
    }),
  );
  expect(groups).toEqual(groups.map(() => ({ group: `deploy-${stage}`, cancelled: false })));
});
