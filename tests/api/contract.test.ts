import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import type { Cloud } from "../../local/cloud";
import { silentProgress } from "../../common/progress";
import { ensurePython } from "../../tools/install";
import openapi from "../../docs/openapi.json";
import { routes } from "../../functions/routes";
import type { Person } from "../../ops/people";
import { openApi } from "../testing/api";
import { expectCleanLogs } from "../testing/logs";
import { seen } from "../testing/private-data";
import { openPlatform, removeTestCloud } from "../testing/support";

/** Fixed, so that a run is repeatable. */
const SEED = 1990;

/** Random requests for each operation, beside those that try each rule of the contract in turn. */
const RANDOM_REQUESTS = 15;

/** Requests a second: less than the stage's throttle. */
const RATE = 45;

/** Excludes the operations that end the caller's session: they have runs of their own. */
const STAYING = ["--exclude-operation-id=logout", "--exclude-operation-id=deleteUser"];

/** Operations that need a code, a token, an uploaded photo or a pending user: all their requests may be refused. */
const HARD = ["verify", "verifySms", "refreshToken", "completePhotoUpload", "approve", "reject"];

/** Each request comes from a new address: the limits by address would refuse all but the first few. */
const HOOKS = `
import itertools
import os
import schemathesis

numbers = itertools.count()

@schemathesis.hook
def before_call(context, case, kwargs):
    number = next(numbers)
    case.headers["X-Forwarded-For"] = f"198.19.{number // 250}.{number % 250}"
    # On other paths the key would also count against the usage plan.
    if case.path == "/integrations/stats":
        case.headers["x-api-key"] = os.environ["API_KEY"]
`;

type Schema = Record<string, unknown>;
interface Operation {
  operationId: string;
  parameters?: { in: string; name: string; schema: Schema }[];
}
interface Entry {
  request: {
    method: string;
    url: string;
    headers: { name: string; value: string }[];
    postData?: { text?: string };
  };
  response: { status: number };
}
/** How often each operation answered with each status. */
type Counts = Record<string, Record<number, number>>;

describe("the contract, tested with requests generated from it", () => {
  let cloud: Cloud;
  let apiUrl: string;
  let python: string;
  let apiKey: string;
  let dir: string;
  let [admin, member, pending]: Person[] = [];
  const counts: Counts = {};

  beforeAll(async () => {
    python = await ensurePython("schemathesis", silentProgress);
    cloud = await openPlatform();
    const { api, people, readApiKey } = await openApi(cloud);
    apiUrl = api.url;
    apiKey = await readApiKey();
    admin = await people.admin();
    member = await people.member("Member");
    pending = await people.signUp("Pending");
    const waiting = [await people.signUp("Second"), await people.signUp("Third")];
    for (const section of ["A", "B"]) {
      await api.call(routes.createClassroom, { body: { year: 1990, grade: "P4", section }, as: admin });
    }
    dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-contract-"));
    fs.writeFileSync(path.join(dir, "hooks.py"), HOOKS);
    fs.writeFileSync(
      path.join(dir, "schemathesis.toml"),
      'hooks = "hooks"\n[generation]\ndatabase = "none"\n',
    );
    fs.writeFileSync(
      path.join(dir, "openapi.json"),
      JSON.stringify(likely(openapi, [admin, member, pending, ...waiting])),
    );
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
    fs.rmSync(dir, { recursive: true, force: true });
  });

  test.each([
    ["a member", () => member, STAYING],
    ["an admin", () => admin, STAYING],
    ["a user who deletes their account", () => pending, ["--include-operation-id=deleteUser"]],
    ["a user who logs out", () => member, ["--include-operation-id=logout"]],
  ])("%s gets no 5xx and no undocumented answer", async (_who, person, operations) => {
    const { problem, entries } = await run(person() as Person, operations);
    expect(problem).toBe("");
    count(entries);
  });

  test("every operation was tested, and all but the hard ones succeeded at least once", () => {
    const operations = Object.values(openapi.paths).flatMap((methods) =>
      Object.values(methods as Record<string, Operation>).map(({ operationId }) => operationId),
    );
    expect(Object.keys(counts).sort()).toEqual([...operations].sort());
    const answers = Object.values(counts).flatMap((statuses) => Object.entries(statuses));
    const sum = (of: [string, number][]): number => of.reduce((total, [, times]) => total + times, 0);
    expect(sum(answers)).toBeGreaterThan(1500);
    // Otherwise mostly the throttle would have been tested.
    expect(sum(answers.filter(([status]) => status === "429"))).toBeLessThan(sum(answers) / 10);
    const refused = operations.filter(
      (id) => !Object.keys(counts[id] ?? {}).some((status) => status < "300"),
    );
    expect(refused.filter((id) => !HARD.includes(id))).toEqual([]);
  });

  test("the logs hold nothing private", async () => {
    await expectCleanLogs(cloud);
  });

  async function run(as: Person, operations: string[]): Promise<{ problem: string; entries: Entry[] }> {
    const har = path.join(dir, "run.har");
    const args = [
      ...["-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", "openapi.json"],
      ...["--url", apiUrl, "-H", `Authorization: Bearer ${as.accessToken}`],
      "--checks=not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
      ...["--phases=coverage,fuzzing", `--seed=${String(SEED)}`, `--max-examples=${String(RANDOM_REQUESTS)}`],
      ...[`--rate-limit=${String(RATE)}/s`, "--max-failures=5", "--no-color", "--warnings=off"],
      ...["--report=har", `--report-har-path=${har}`, ...operations],
    ];
    const env = { ...process.env, PYTHONPATH: dir, API_KEY: apiKey };
    const running = promisify(execFile)(python, args, { cwd: dir, env, maxBuffer: 1 << 26 });
    const problem = await running.then(
      () => "",
      (error: unknown) => {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        return `${stdout}${stderr}` || String(error);
      },
    );
    const { log } = JSON.parse(fs.readFileSync(har, "utf8")) as { log: { entries: Entry[] } };
    log.entries.forEach(note);
    return { problem, entries: log.entries };
  }

  /** Notes private data of a request for the search of the logs, except for generated text, which may occur anywhere. */
  function note({ request: { headers, postData } }: Entry): void {
    seen.noteHeaders(Object.fromEntries(headers.map(({ name, value }) => [name, value])));
    for (const [number] of (postData?.text ?? "").matchAll(/\+852\d{8}/g)) seen.note("phone", number);
  }

  function count(entries: Entry[]): void {
    const operations = Object.entries(openapi.paths).flatMap(([template, methods]) =>
      Object.entries(methods as Record<string, Operation>).map(([method, { operationId }]) => ({
        pattern: new RegExp(`^${method} ${template.replace(/\{\w+\}/g, "[^/]*")}$`, "i"),
        operationId,
      })),
    );
    for (const { request, response } of entries) {
      const called = `${request.method} ${request.url.slice(apiUrl.length).replace(/[?#].*/, "")}`;
      const operation = operations.find(({ pattern }) => pattern.test(called));
      // Methods that a path does not have are tested too.
      if (operation === undefined) continue;
      const statuses = (counts[operation.operationId] ??= {});
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    }
  }
});

/**
 * The document with ids that exist and phone numbers that are valid: generated ones would only get "not found" and "bad
 * request". Answers are checked against the unchanged document.
 */
function likely(document: typeof openapi, people: Person[]): object {
  const copy = structuredClone(document) as unknown as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, { properties: Record<string, Schema>; required: string[] }> };
  };
  const userIds = ["me", ...people.map(({ userId }) => userId), "stats#all", "usr_00000000000000000000"];
  const classroomIds = ["1990-P4A", "1990-P4B", "1990-P6Z"];
  for (const operation of Object.values(copy.paths).flatMap((methods) => Object.values(methods))) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.in !== "path") continue;
      parameter.schema = { type: "string", enum: parameter.name === "userId" ? userIds : classroomIds };
    }
  }
  const narrowed: Record<string, Schema> = {
    phoneNumber: { type: "string", pattern: "^\\+8525[0-9]{7}$" },
    classroomIds: { type: "array", items: { type: "string", enum: classroomIds }, minItems: 1, maxItems: 20 },
  };
  for (const [name, { properties }] of Object.entries(copy.components.schemas)) {
    if (!name.endsWith("Request")) continue;
    for (const [field, schema] of Object.entries(narrowed))
      if (field in properties) properties[field] = schema;
  }
  // Exactly one of the two names is allowed, which the document cannot express.
  const register = copy.components.schemas["RegisterRequest"];
  if (register === undefined) throw new Error("the document has no RegisterRequest");
  register.required = ["phoneNumber", "name"];
  delete register.properties["fullName"];
  return copy;
}
