import * as fs from "node:fs";
import * as path from "node:path";

import Ajv from "ajv";

import { exceptions } from "./exceptions";
import { packRules } from "./rules";
import { openPack } from "./testing/engine-view";

const rules = packRules(exceptions);
const folder = path.join(__dirname, "levels");

type Levels = Record<string, string | Record<string, unknown>>;
const read = (stage: string): Levels =>
  JSON.parse(fs.readFileSync(path.join(folder, `${stage}.json`), "utf8")) as Levels;

test("each stage has its levels", () => {
  const stages = fs
    .readdirSync(path.dirname(__dirname))
    .flatMap((file) => /^Pulumi\.(\w+)\.yaml$/.exec(file)?.[1] ?? []);
  expect(fs.readdirSync(folder).sort()).toEqual(stages.map((stage) => `${stage}.json`).sort());
});

describe.each(["local", "dev", "staging", "prod"])("the levels of %s", (stage) => {
  const levels = read(stage);

  test("are of rules and parameters that exist", () => {
    expect(() => openPack(rules, { config: levels })).not.toThrow();
  });

  test("are as the engine takes them", () => {
    const ajv = new Ajv();
    for (const [name, level] of Object.entries(levels)) {
      const { enforcementLevel = "mandatory", ...given } =
        typeof level === "string" ? { enforcementLevel: level } : level;
      expect(["mandatory", "advisory", "disabled"]).toContain(enforcementLevel);
      const parameters = rules.find((rule) => rule.name === name)?.parameters ?? {};
      // The engine validates with JSON schema, too.
      expect({ name, valid: ajv.validate({ type: "object", properties: parameters }, given) }).toEqual({
        name,
        valid: true,
      });
    }
  });

  test(`are ${stage === "dev" ? "advisory" : "mandatory"}, and nothing is softer than that but what is off`, () => {
    expect(levels["all"]).toBe(stage === "dev" ? "advisory" : "mandatory");
    for (const level of Object.values(levels)) {
      if (typeof level !== "string") expect(level).not.toHaveProperty("enforcementLevel");
    }
  });
});

test("staging is as strict as prod", () => {
  expect(read("staging")).toEqual(read("prod"));
});
