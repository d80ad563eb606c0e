import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { settings } from "../../infra/settings";
import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { SECRET_SETTINGS } from "../secrets/keys";
import { stagesOf } from "../secrets/stage-file";
import { missing } from "./data";
import { errorsOf, mandatory, policyOptions } from "../stages/engine";
import { resolveRef } from "../stages/older-program";
import { Finding, Recorder } from "./recorder";
import { reportText, type RehearsalReport } from "./report";
import { THROW_AWAY_KEYS, throwAwaySecrets } from "./secrets";
import { removeSecrets, shareEncryption } from "./stage-settings";

const silent = { step() {}, detail() {}, warn() {} };

let dir: string;
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-rehearse-"));
});
afterEach(() => {
  fs.rmSync(dir, { recursive: true });
});

const write = (name: string, text: string): void => {
  fs.writeFileSync(path.join(dir, name), text);
};
const read = (name: string): string => fs.readFileSync(path.join(dir, name), "utf8");

describe("the settings of a stage", () => {
  const prod = [
    "secretsprovider: awskms://alias/prod",
    "encryptedkey: QUJD",
    "config:",
    "  aws:allowedAccountIds:",
    '    - "444455556666"',
    "  sjc1990app:corsOrigins:",
    "    - https://prod.example.org",
    '  sjc1990app:newSetting: "1"',
    "  sjc1990app:jwtSecrets:",
    "    secure: v1:abc",
    "",
  ].join("\n");

  test("lose the secrets and how they are encrypted", () => {
    write("Pulumi.prod.yaml", prod);
    removeSecrets(dir, "prod");
    expect(read("Pulumi.prod.yaml")).not.toMatch(/secure|kms|QUJD/);
    expect(read("Pulumi.prod.yaml")).toContain("https://prod.example.org");
  });

  test.each(["qa", "../prod", ""])("an unknown stage (%p) is refused with the known ones", (stage) => {
    write("Pulumi.prod.yaml", prod);
    expect(() => {
      removeSecrets(dir, stage);
    }).toThrow(new UserError(`unknown stage "${stage}"`, "Stages: prod"));
  });

  test("a secret without a throw-away value is refused", () => {
    write("Pulumi.prod.yaml", `${prod}  sjc1990app:other:\n    secure: v1:abc\n`);
    expect(() => {
      removeSecrets(dir, "prod");
    }).toThrow("no throw-away value for sjc1990app:other");
  });

  test("both programs of an upgrade share one encryption", () => {
    const older = path.join(dir, "older");
    fs.mkdirSync(older);
    write("Pulumi.prod.yaml", "config:\n  a:b: c\n");
    write("older/Pulumi.prod.yaml", "config: {}\nencryptionsalt: v1:shared\n");
    shareEncryption(older, dir, "prod");
    expect(read("Pulumi.prod.yaml")).toBe("config:\n  a:b: c\nencryptionsalt: v1:shared\n");
  });

  test("get throw-away secrets that the program accepts, different each time", () => {
    const [{ values }, other] = [throwAwaySecrets(), throwAwaySecrets()];
    for (const name of ["smsSenderId", "jwtSecrets", "phoneSecret", "adminPhones"] as const) {
      const text = values[`sjc1990app:${name}`]!;
      const value: unknown = /^[[{]/.test(text) ? JSON.parse(text) : text;
      expect(settings[name].schema.safeParse(value).error).toBeUndefined();
    }
    expect(values["sjc1990app:phoneSecret"]).toMatch(/^throwaway-/);
    expect(values["sjc1990app:jwtSecrets"]).toContain('"throwaway-');
    expect(other.values["sjc1990app:phoneSecret"]).not.toBe(values["sjc1990app:phoneSecret"]);
  });

  test("of every stage have throw-away values", () => {
    for (const stage of stagesOf(repoRoot)) {
      fs.copyFileSync(path.join(repoRoot, `Pulumi.${stage}.yaml`), path.join(dir, `Pulumi.${stage}.yaml`));
      removeSecrets(dir, stage);
      expect(read(`Pulumi.${stage}.yaml`)).not.toContain("secure:");
    }
    expect([...THROW_AWAY_KEYS].sort()).toEqual(SECRET_SETTINGS.map((name) => `sjc1990app:${name}`).sort());
  });
});

describe("policies", () => {
  test("are raised to mandatory with the parameters of the stage, except disabled ones", () => {
    expect(
      mandatory({
        a: "advisory",
        b: "disabled",
        c: { enforcementLevel: "advisory", days: 7 },
        d: { on: true },
      }),
    ).toEqual({
      a: "mandatory",
      b: "disabled",
      c: { enforcementLevel: "mandatory", days: 7 },
      d: { enforcementLevel: "mandatory", on: true },
    });
  });

  test("apply with their defaults to a stage without levels of its own", () => {
    const scratch = path.join(dir, "levels");
    expect(policyOptions(dir, "prod", scratch)).toEqual({ policyPacks: ["policies"] });
    fs.mkdirSync(path.join(dir, "policies", "levels"), { recursive: true });
    write("policies/levels/prod.json", '{"all":"advisory"}');
    expect(policyOptions(dir, "prod", scratch)).toEqual({
      policyPacks: ["policies"],
      policyPackConfigs: [scratch],
    });
    expect(JSON.parse(read("levels"))).toEqual({ all: "mandatory" });
  });
});

test("a failed run is reported by the errors of the engine, each with its resource", () => {
  const urn = "urn:pulumi:prod::sjc1990app::aws:sqs/queue:Queue::letters";
  const event = (severity: "error" | "warning", message: string, about?: string) => ({
    diagnosticEvent: { severity, message, color: "raw", ...(about === undefined ? {} : { urn: about }) },
  });
  expect(
    errorsOf([
      {},
      event("warning", "old"),
      event("error", "<{%fg 1%}>error: no<{%reset%}>\n", urn),
      event("error", "update failed"),
    ]),
  ).toEqual(["aws:sqs/queue:Queue::letters: error: no", "update failed"]);
});

test.each(["no-such-ref", "--all", "HEAD:package.json", ""])("%p is no git ref to upgrade from", (ref) => {
  expect(() => resolveRef(repoRoot, ref)).toThrow(UserError);
});

test("missing items are counted by table; new items are no loss", () => {
  const held = (keys: string[]) => new Map([["users", new Set(keys)]]);
  expect(missing(held(["a", "b"]), held(["a", "b", "c"]))).toEqual([]);
  expect(missing(held(["a", "b"]), held(["a"]))).toEqual(["users has lost 1 of 2"]);
  expect(missing(held(["a"]), new Map())).toEqual(["users has lost 1 of 1"]);
});

describe("the recorder", () => {
  test("records failures and goes on", async () => {
    const recorder = new Recorder(silent, new AbortController().signal);
    expect(await recorder.step("one", async () => ["fine"])).toBe(true);
    expect(await recorder.step("two", async () => Promise.reject(new Finding(["x", "y"])))).toBe(false);
    await recorder.journey("three", () => Promise.reject(new Error("no", { cause: new Error("refused") })));
    expect(recorder.passed).toBe(false);
    expect(recorder.steps).toMatchObject([
      { name: "one", outcome: "passed", details: ["fine"] },
      { name: "two", outcome: "failed", details: ["x", "y"] },
    ]);
    expect(recorder.journeys).toMatchObject([{ name: "three", passed: false, reason: "no (refused)" }]);
  });

  test("throws the reason of an interruption, whatever else fails", async () => {
    const controller = new AbortController();
    const recorder = new Recorder(silent, controller.signal);
    const interrupted = new UserError("interrupted", "-");
    const work = async () => {
      controller.abort(interrupted);
      return Promise.reject(new Error("pulumi failed"));
    };
    await expect(recorder.step("one", work)).rejects.toBe(interrupted);
    await expect(recorder.journey("two", () => Promise.resolve())).rejects.toBe(interrupted);
  });
});

describe("the report", () => {
  const report: RehearsalReport = {
    stage: "prod",
    version: "1.2.0",
    from: { ref: "v1.1.0", commit: "0123456789abcdef" },
    passed: false,
    seconds: 12.3,
    steps: [
      { name: "the stage is deployed", outcome: "failed", seconds: 3, details: ["error: <script>|\nsecond"] },
      { name: "people use it", outcome: "skipped", seconds: 0, details: [] },
    ],
    resources: { "aws:sns/topic:Topic": 2 },
    policies: [{ policy: "iam-no-wildcard", level: "mandatory", message: "too much" }],
    journeys: [
      { name: "somebody signs up", passed: false, seconds: 1, reason: "POST /auth/register answered 500" },
      { name: "the API says that it is well", passed: true, seconds: 1 },
    ],
  };

  test("tells on a terminal what failed and why", () => {
    const text = reportText(report);
    expect(text).toContain("Rehearsal of prod, version 1.2.0, upgraded from v1.1.0 (0123456)");
    expect(text).toContain("✗ somebody signs up: POST /auth/register answered 500");
    expect(text).toContain("mandatory iam-no-wildcard: too much");
    expect(text.trimEnd()).toMatch(/Failed after 12 s: the stage is deployed; somebody signs up\.$/);
  });
});
