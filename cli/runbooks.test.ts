/** The commands of the runbooks, up to the point where they would do something. */
import * as fs from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../common/paths";
import { silentProgress } from "../common/progress";
import { runStage } from "../infra/offline/stage";
import { awsErrors, callsOf, type Call } from "./testing/runbooks/commands";
import { program } from "./index";

const folder = path.join(repoRoot, "docs", "runbooks");
const pages = fs.readdirSync(folder).filter((file) => file.endsWith(".md"));

const calls = new Map<string, Call[]>();
beforeAll(async () => {
  for (const page of pages) {
    calls.set(page, await callsOf(fs.readFileSync(path.join(folder, page), "utf8")));
  }
});

/** Arguments of all calls of a program, with their page. */
const allOf = (name: string) =>
  pages.flatMap((page) =>
    (calls.get(page) ?? []).flatMap(([called, ...args]) => (called === name ? [{ page, args }] : [])),
  );

/** Pages that no alarm links to. */
const WITHOUT_ALARM = ["README.md", "budget.md", "data-lost.md", "rotate-secrets.md"];

const resourcesOf: Record<string, ReturnType<typeof runStage>> = {};

/** Alarms of a stage by name, without project and stage, each with the runbook in its description. */
async function runbooksOf(stage: string): Promise<[alarm: string, page: string][]> {
  const resources = await (resourcesOf[stage] ??= runStage(stage));
  const alarms = resources.filter(({ type }) => /:(?:Metric|Composite)Alarm$/.test(type));
  return alarms.map(({ name, inputs }) => {
    const [, page = ""] = /\/docs\/runbooks\/(\S+)$/m.exec(String(inputs["alarmDescription"])) ?? [];
    return [name, page];
  });
}

/** Whether a page names an alarm: by its name, or for alarms of one kind with a placeholder: `<table>-throttled`. */
function names(page: string, alarm: string): boolean {
  const text = fs.readFileSync(path.join(folder, page), "utf8");
  return [...text.matchAll(/`([a-z<>-]+)`/g)].some(([, name = ""]) =>
    new RegExp(`^${name.replace(/<[a-z]+>/, ".+")}$`).test(alarm),
  );
}

test.each(["local", "dev", "staging", "prod"])(
  "every alarm of %s has a runbook that names it",
  async (stage) => {
    const found = await runbooksOf(stage);
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter(([alarm, page]) => !pages.includes(page) || !names(page, alarm))).toEqual([]);
  },
);

test("every other page is linked by an alarm of prod", async () => {
  const linked = new Set((await runbooksOf("prod")).map(([, page]) => page));
  expect(pages.filter((page) => !linked.has(page))).toEqual(WITHOUT_ALARM);
});

test("the AWS CLI accepts every aws command", async () => {
  const found = allOf("aws");
  const errors = await awsErrors(
    silentProgress,
    found.map(({ args }) => args),
  );
  expect(found.length).toBeGreaterThan(5);
  expect(
    found.flatMap(({ page, args }, index) =>
      errors[index] ? [`${page}: ${args.join(" ")}: ${errors[index]}`] : [],
    ),
  ).toEqual([]);
});

/** Errors of options that commander would report. */
function npmErrors(args: readonly string[]): string[] {
  const [run, name, separator, ...options] = args.filter((arg) => arg !== "--silent");
  if (run !== "run" || (separator !== undefined && separator !== "--"))
    return ["not `npm run <command> -- …`"];
  const errors: string[] = [];
  const root = program();
  for (const command of [root, ...root.commands]) {
    command.exitOverride().configureOutput({ writeErr: (text) => errors.push(text) });
    if (command !== root) command.action(() => undefined);
  }
  try {
    root.parse([name ?? "", ...options], { from: "user" });
  } catch (error) {
    errors.push(String(error));
  }
  return errors;
}

test("every npm command exists and knows its options", () => {
  const found = allOf("npm");
  expect(found.length).toBeGreaterThan(5);
  expect(
    found.flatMap(({ page, args }) => {
      const [error] = npmErrors(args);
      return error === undefined ? [] : [`${page}: ${args.join(" ")}: ${error}`];
    }),
  ).toEqual([]);
});

test.each([
  ["an unknown operation", ["sqs", "get-queues"]],
  ["an unknown option", ["sqs", "list-queues", "--queue-prefix", "a"]],
  ["a missing option", ["lambda", "list-aliases"]],
  ["a wrong type", ["sqs", "receive-message", "--queue-url", "https://q", "--visibility-timeout", "zero"]],
  ["a query that does not parse", ["sqs", "list-queues", "--query", "QueueUrls["]],
])("the AWS CLI refuses %s", async (_what, args) => {
  expect(await awsErrors(silentProgress, [args])).toEqual([expect.any(String)]);
});

test.each([
  ["an unknown command", ["run", "nonsense"]],
  ["an unknown option", ["run", "redrive", "--", "--nonsense"]],
])("npm refuses %s", (_what, args) => {
  expect(npmErrors(args)).not.toEqual([]);
});

test.each([
  ["a syntax error", "if true"],
  ["a placeholder", "aws sqs list-queues --queue-name-prefix <name>"],
  ["a variable that is not set", 'aws sqs list-queues --queue-name-prefix "$NAME"'],
  ["an unknown program", "nonsense"],
])("a shell block with %s is an error", async (_what, line) => {
  await expect(callsOf(["```sh", line, "```", ""].join("\n"))).rejects.toThrow(/line \d/);
});
