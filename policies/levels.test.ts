import * as fs from "node:fs";
import * as path from "node:path";

import Ajv from "ajv";

import { exceptions } from "./exceptions";
import { packRules } from "./rules";

const rules = packRules(exceptions);
const folder = path.join(__dirname, "levels");

type Levels = Record<string, string | Record<string, unknown>>;
const read = (stage: string): Levels =>
  JSON.parse(fs.readFileSync(path.join(folder, `${stage}.json`), "utf8")) as Levels;

test("every stage has a levels file", () => {
  const stages = fs
    .readdirSync(path.dirname(__dirname))
    .flatMap((file) => /^Pulumi\.(\w+)\.yaml$/.exec(file)?.[1] ?? []);
  expect(fs.readdirSync(folder).sort()).toEqual(stages.map((stage) => `${stage}.json`).sort());
});

describe.each(["local", "dev", "staging", "prod"])("levels of %s", (stage) => {
  const levels = read(stage);

  test("name rules and parameters that exist", () => {
    for (const [name, level] of Object.entries(levels)) {
      const rule = rules.find((one) => one.name === name);
      expect(name === "all" || rule !== undefined).toBe(true);
      const given = typeof level === "string" ? [] : Object.keys(level);
      expect(["enforcementLevel", ...Object.keys(rule?.parameters ?? {})]).toEqual(
        expect.arrayContaining(given),
      );
    }
  });

  test("have valid levels and parameter values", () => {
    const ajv = new Ajv();
    for (const [name, level] of Object.entries(levels)) {
      const { enforcementLevel = "mandatory", ...given } =
        typeof level === "string" ? { enforcementLevel: level } : level;
      expect(["mandatory", "advisory", "disabled"]).toContain(enforcementLevel);
      const parameters = rules.find((rule) => rule.name === name)?.parameters ?? {};
      // The engine validates with JSON schema too.
      expect({ name, valid: ajv.validate({ type: "object", properties: parameters }, given) }).toEqual({
        name,
        valid: true,
      });
    }
  });

  test(`are ${stage === "dev" ? "advisory" : "mandatory"} for all rules that are not disabled`, () => {
    expect(levels["all"]).toBe(stage === "dev" ? "advisory" : "mandatory");
    for (const level of Object.values(levels)) {
      if (typeof level !== "string") expect(level).not.toHaveProperty("enforcementLevel");
    }
  });
});

test("staging is as strict as prod", () => {
  expect(read("staging")).toEqual(read("prod"));
});
