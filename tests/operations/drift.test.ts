/** Drift of a deployed stage: what somebody has changed is found, and stays as it is. */
import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import { silentProgress } from "../../common/progress";
import type { Cloud } from "../../local/cloud";
import { driftText, findDrift } from "../../ops/drift";
import { stageOfCloud } from "../../ops/stages/stage";
import { openPlatform, removeTestCloud } from "../testing/support";

let cloud: Cloud;
beforeAll(async () => {
  cloud = await openPlatform();
});
afterAll(async () => {
  await removeTestCloud(cloud);
});

test("changed properties, a changed secret and a deleted resource are found", async () => {
  const stage = stageOfCloud(cloud);
  const options = { signal: new AbortController().signal, progress: silentProgress };
  expect(await findDrift(stage, options)).toEqual({ stage: "local", passed: true, resources: [] });

  const lambda = new LambdaClient(stage.aws);
  const health = { FunctionName: "sjc1990app-health-local" };
  await lambda.send(new UpdateFunctionConfigurationCommand({ ...health, Timeout: 29 }));
  const Name = "/sjc1990app/local/jwt";
  await new SSMClient(stage.aws).send(new PutParameterCommand({ Name, Value: "changed", Overwrite: true }));
  const logGroupName = "/aws/lambda/sjc1990app-health-local";
  await new CloudWatchLogsClient(stage.aws).send(new DeleteLogGroupCommand({ logGroupName }));
  const stack = await stage.stack();
  const before = await stack.exportStack();

  const report = await findDrift(stage, options);
  expect(report.passed).toBe(false);
  expect(report.resources.map(({ name, deleted }) => [name, deleted]).sort()).toEqual([
    ["health", false],
    ["health-logs", true],
    ["jwt", false],
  ]);
  const properties = report.resources.flatMap((one) => one.properties);
  expect(properties).toContainEqual({ path: "timeout", expected: 10, actual: 29 });
  expect(properties).toContainEqual({ path: "value", expected: "[secret]", actual: "[secret]" });
  expect(driftText(report)).toContain("health-logs: deleted");

  expect(await stack.exportStack()).toEqual(before);
  const { Timeout } = await lambda.send(new GetFunctionConfigurationCommand(health));
  expect(Timeout).toBe(29);
});
