import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { answerOf, Cloud, echo, functionTypes as types, type Made, output } from "../../testing/functions";
import { until } from "../shared";
import { functionRef, sameFunction } from "./reference";

let cloud: Cloud;
beforeAll(async () => {
  cloud = await Cloud.start();
  const sqs = cloud.context.clients.sqs();
  await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
});
afterAll(() => cloud.stop());

describe("resources of a function", () => {
  let owner: Made;
  beforeAll(async () => {
    owner = await cloud.create(types.function, cloud.functionInputs("owner", { publish: true }));
  });
  afterAll(() => cloud.delete(owner));

  it("alias: calls go to the version that it moves to", async () => {
    const made = await cloud.create(types.alias, {
      name: "live",
      functionName: "owner",
      functionVersion: "1",
    });
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:owner:live";
    expect(made.id).toBe(arn);
    expect(made.outputs).toMatchObject({
      arn,
      invokeArn: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
    });
    owner = await cloud.update(owner, { ...owner.inputs, code: echo("two") });
    await expect(cloud.invoke("owner", "live")).resolves.toEqual(answerOf("one"));
    const moved = await cloud.update(made, { ...made.inputs, functionVersion: "2", description: "newest" });
    await expect(cloud.invoke("owner", "live")).resolves.toEqual(answerOf("two"));
    await expect(cloud.import(types.alias, "owner/live")).resolves.toEqual(moved.inputs);
    await expect(cloud.locate(moved)).resolves.toBe(arn);
    await cloud.delete(moved);
    await expect(cloud.refresh(moved)).resolves.toBeUndefined();
  });

  it("permission: on the function and on an alias", async () => {
    const alias = await cloud.create(types.alias, {
      name: "api",
      functionName: "owner",
      functionVersion: "1",
    });
    const gateway = {
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      sourceArn: "arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/health",
    };
    const onFunction = { ...gateway, statementId: "plain", function: "owner" };
    const onAlias = {
      ...gateway,
      statementId: "alias",
      function: output(owner, "arn"),
      qualifier: "api",
    };
    const inArn = { ...gateway, statementId: "arn", function: output(alias, "arn") };
    for (const inputs of [onFunction, onAlias, inArn]) {
      const made = await cloud.create(types.permission, inputs);
      expect(made.id).toBe(inputs.statementId);
      await expect(cloud.locate(made)).resolves.toBe(made.id);
      await cloud.delete(made);
      await expect(cloud.refresh(made)).resolves.toBeUndefined();
    }
    await cloud.delete(alias);
  });

  it("event source mapping: delivers messages to an alias, is updated and deleted", async () => {
    const sqs = cloud.context.clients.sqs();
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "work" }));
    const alias = await cloud.create(types.alias, {
      name: "worker",
      functionName: "owner",
      functionVersion: "1",
    });
    const inputs = {
      functionName: output(alias, "arn"),
      eventSourceArn: "arn:aws:sqs:us-east-1:000000000000:work",
      functionResponseTypes: ["ReportBatchItemFailures"],
      tags: { a: "b" },
    };
    const made = await cloud.create(types.mapping, inputs);
    expect(made.outputs).toMatchObject({ batchSize: 10, functionArn: inputs.functionName, state: "Enabled" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
    await until(AbortSignal.timeout(10_000), async () => {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
      );
      const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: taken } =
        Attributes ?? {};
      return waiting === "0" && taken === "0";
    });
    const changed = await cloud.update(made, {
      ...inputs,
      batchSize: 5,
      maximumBatchingWindowInSeconds: 1,
      enabled: false,
      scalingConfig: { maximumConcurrency: 2 },
      filterCriteria: { filters: [{ pattern: '{ "body": ["x"] }' }] },
      tags: { c: "d" },
    });
    expect(changed.outputs["state"]).toBe("Disabled");
    const back = await cloud.update(changed, inputs);
    await expect(cloud.locate(back)).resolves.toBe(back.id);
    await cloud.delete(back);
    await expect(cloud.refresh(back)).resolves.toBeUndefined();
    await cloud.delete(alias);
  });

  it("event invoke configuration: for one qualifier", async () => {
    const alias = await cloud.create(types.alias, {
      name: "async",
      functionName: "owner",
      functionVersion: "1",
    });
    const target = { functionName: "owner", qualifier: "async" };
    const made = await cloud.create(types.invokeConfig, {
      ...target,
      maximumRetryAttempts: 1,
      maximumEventAgeInSeconds: 60,
      destinationConfig: { onFailure: { destination: "arn:aws:sqs:us-east-1:000000000000:dead" } },
    });
    expect(made.id).toBe("owner:async");
    const back = await cloud.update(made, target);
    expect(back.outputs).toMatchObject({ maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21_600 });
    await expect(cloud.import(types.invokeConfig, "owner:async")).resolves.toEqual(target);
    await cloud.delete(back);
    await expect(cloud.refresh(back)).resolves.toBeUndefined();
    await cloud.delete(alias);
  });
});

describe("names of functions", () => {
  const arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
  it.each([
    ["f", { name: "f", qualifier: undefined }],
    ["f:live", { name: "f", qualifier: "live" }],
    ["000000000000:function:f", { name: "f", qualifier: undefined }],
    [`${arn}:live`, { name: "f", qualifier: "live" }],
  ])("%s", (reference, expected) => {
    expect(functionRef(reference)).toEqual(expected);
  });

  it("keep the program's form only if it means the same", () => {
    expect(sameFunction("f", arn)).toBe("f");
    expect(sameFunction("f", `${arn}:live`)).toBe(`${arn}:live`);
    expect(sameFunction(undefined, arn)).toBe(arn);
  });
});
