import * as fs from "node:fs";
import * as path from "node:path";

import { only } from "../testing/registered";
import { runStage, stageConfig } from "./stage";

const stages = fs
  .readdirSync(path.join(__dirname, "../.."))
  .flatMap((name) => /^Pulumi\.(\w+)\.yaml$/.exec(name)?.[1] ?? []);

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
