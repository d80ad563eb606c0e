import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { only } from "../testing/registered";
import { optionalSettings } from "../settings";
import { runStage, stageConfig } from "./stage";

const checkout = path.join(__dirname, "../..");

const stages = fs.readdirSync(checkout).flatMap((name) => /^Pulumi\.(\w+)\.yaml$/.exec(name)?.[1] ?? []);

test.each(stages)("the program of %s runs without engine, account and secrets", async (stage) => {
  const registered = await runStage(stage);
  const secure = /secure|v1:/;
  expect(JSON.stringify(stageConfig(stage))).not.toMatch(secure);
  expect(only(registered, "aws:dynamodb/table:Table", "users")["name"]).toBe(`sjc1990app-users-${stage}`);
});

test("the configuration is that of the stage's file, with the defaults of the project", () => {
  expect(stageConfig("prod")).toMatchObject({
    "aws:region": "us-east-1",
    "sjc1990app:functionDefaults": '{"memorySize":512,"timeout":10}',
    "sjc1990app:signInLimits": '{"perSource":60,"perStage":1000}',
  });
});

test("an unknown stage is an error", () => {
  expect(() => stageConfig("nowhere")).toThrow("Pulumi.nowhere.yaml");
});

test("optional secrets of the stage's file have placeholders that the program accepts", () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-stage-"));
  try {
    const secrets = Object.entries(optionalSettings).filter(([, setting]) => "secret" in setting);
    const lines = secrets.map(([name]) => `  sjc1990app:${name}:\n    secure: v1:abc:def\n`);
    fs.copyFileSync(path.join(checkout, "Pulumi.yaml"), path.join(dir, "Pulumi.yaml"));
    const prod = fs.readFileSync(path.join(checkout, "Pulumi.prod.yaml"), "utf8");
    fs.writeFileSync(
      path.join(dir, "Pulumi.prod.yaml"),
      prod.replace("config:\n", `config:\n${lines.join("")}`),
    );
    const config = stageConfig("prod", dir);
    expect(secrets.length).toBeGreaterThan(0);
    for (const [name, { schema }] of secrets)
      expect([name, schema.safeParse(config[`sjc1990app:${name}`]).success]).toEqual([name, true]);
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});
