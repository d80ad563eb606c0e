import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  CreateFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { repoRoot } from "../../../../common/paths";
import { difference } from "../../server/diff";
import { Archive, PartialFailure } from "../resource";
import { answerOf, Cloud, echo, functionTypes as types, type Made, typeOf } from "../../testing/functions";
import { zipOf } from "./zip";

let cloud: Cloud;
beforeAll(async () => {
  cloud = await Cloud.start();
});
afterAll(() => cloud.stop());

describe("the zip", () => {
  const files = (...names: string[]): Archive =>
    new Archive("", new Map(names.map((name) => [name, Buffer.from(`of ${name}`)])));

  it("depends on names and bytes only", () => {
    const bytes = zipOf(files("b.js", "a/c.js"));
    expect(zipOf(files("a/c.js", "b.js"))).toEqual(bytes);
    expect(zipOf(files("b.js"))).not.toEqual(bytes);
    // Another value means another zip for the same code: every function would get a new version.
    expect(createHash("sha256").update(bytes).digest("hex")).toMatchInlineSnapshot(
      `"4c0accf0ee8d5b13e58b8a6d8a37e74cf38c2996459dd5dc6872243052726035"`,
    );
  });

  it("is the same in every time zone", () => {
    const script = `const { Archive } = require("./local/provider/properties/plain");
      const { zipOf } = require("./local/provider/resources/lambda/zip");
      console.log(Buffer.from(zipOf(new Archive("", new Map([["a.js", Buffer.from("of a.js")]])))).toString("hex"));`;
    const elsewhere = execFileSync(process.execPath, ["--require", "tsx/cjs", "--eval", script], {
      cwd: repoRoot,
      env: { ...process.env, TZ: "Pacific/Auckland" },
      encoding: "utf8",
    });
    expect(elsewhere.trim()).toBe(Buffer.from(zipOf(files("a.js"))).toString("hex"));
  });
});

describe("a function", () => {
  it("has every setting, runs, and has the outputs of the official provider", async () => {
    const sqs = cloud.context.clients.sqs();
    await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
    const made = await cloud.create(
      types.function,
      cloud.functionInputs("full", {
        description: "all of it",
        memorySize: 256,
        timeout: 7,
        architectures: ["arm64"],
        environment: { variables: { STAGE: "local" } },
        tracingConfig: { mode: "Active" },
        deadLetterConfig: { targetArn: "arn:aws:sqs:us-east-1:000000000000:dead" },
        ephemeralStorage: { size: 1024 },
        loggingConfig: { logFormat: "JSON", logGroup: "/sjc1990app/full", applicationLogLevel: "INFO" },
        reservedConcurrentExecutions: 3,
        publish: true,
        tags: { stage: "local", owner: "platform" },
      }),
    );
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:full";
    expect(made.id).toBe("full");
    expect(made.outputs).toMatchObject({
      arn,
      version: "1",
      qualifiedArn: `${arn}:1`,
      invokeArn: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
      codeSha256: createHash("sha256")
        .update(zipOf(echo("one")))
        .digest("base64"),
      tagsAll: { stage: "local", owner: "platform" },
    });
    await expect(cloud.invoke("full")).resolves.toEqual(answerOf("one"));
    await expect(cloud.locate(made)).resolves.toBe("full");
    await cloud.delete(made);
    await expect(cloud.locate(made)).resolves.toBeUndefined();
    await expect(cloud.refresh(made)).resolves.toBeUndefined();
  });

  it("returns to the default when the program removes a setting", async () => {
    const inputs = cloud.functionInputs("defaults");
    const made = await cloud.create(types.function, {
      ...inputs,
      description: "gone later",
      memorySize: 512,
      timeout: 9,
      environment: { variables: { A: "b" } },
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "JSON" },
      reservedConcurrentExecutions: 2,
      tags: { a: "b" },
    });
    const plain = await cloud.update(made, inputs);
    expect(plain.outputs).toMatchObject({ memorySize: 128, timeout: 3, version: "$LATEST" });
    expect(plain.outputs).not.toHaveProperty("environment");
    expect(plain.outputs).not.toHaveProperty("tags");
    await cloud.delete(plain);
  });

  it("publishes a version if and only if code or configuration changed", async () => {
    const inputs = cloud.functionInputs("published", { publish: true });
    const first = await cloud.create(types.function, inputs);
    expect(first.outputs["version"]).toBe("1");

    const tagged = await cloud.update(first, { ...inputs, tags: { a: "b" } });
    expect(tagged.outputs).toMatchObject({ version: "1", lastModified: first.outputs["lastModified"] });

    const reserved = await cloud.update(tagged, { ...tagged.inputs, reservedConcurrentExecutions: 2 });
    const { lastModified, version } = tagged.outputs;
    expect(reserved.outputs).toMatchObject({ lastModified, version });

    const configured = await cloud.update(reserved, { ...reserved.inputs, timeout: 5 });
    expect(configured.outputs["version"]).toBe("2");

    const coded = await cloud.update(configured, { ...configured.inputs, code: echo("two") });
    expect(coded.outputs["version"]).toBe("3");
    await expect(cloud.invoke("published", "3")).resolves.toEqual(answerOf("two"));
    await expect(cloud.invoke("published", "1")).resolves.toEqual(answerOf("one"));

    const lambda = cloud.context.clients.lambda();
    const again = await lambda.send(new PublishVersionCommand({ FunctionName: "published" }));
    expect(again.Version).toBe("3");
    await cloud.delete(coded);
  });

  it("shows drift and repairs it", async () => {
    const made = await cloud.create(
      types.function,
      cloud.functionInputs("drifted", { publish: true, timeout: 5 }),
    );
    const lambda = cloud.context.clients.lambda();
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "drifted", Timeout: 60 }));
    const ZipFile = zipOf(echo("intruder"));
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "drifted", ZipFile }));

    const drifted = await cloud.refresh(made);
    const changes = difference(typeOf(types.function), drifted?.inputs ?? {}, made.inputs);
    expect([...changes.changed].sort()).toEqual(["code", "publish", "timeout"]);

    const repaired = await cloud.update({ ...made, inputs: drifted?.inputs ?? {} }, made.inputs);
    expect(repaired.outputs["version"]).toBe("2");
    await expect(cloud.invoke("drifted", "2")).resolves.toEqual(answerOf("one"));
    await cloud.delete(repaired);
  });

  it("that an interrupted run left unpublished is completed by the next", async () => {
    const lambda = cloud.context.clients.lambda();
    const inputs = cloud.functionInputs("interrupted", { publish: true });
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: "interrupted",
        Role: cloud.role,
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { ZipFile: zipOf(echo("one")) },
      }),
    );
    const id = await cloud.locate({ token: types.function, id: "", inputs, outputs: {} });
    const imported = await cloud.import(types.function, id ?? "");
    const made: Made = { token: types.function, id: id ?? "", inputs: imported ?? {}, outputs: {} };
    const completed = await cloud.update(made, inputs);
    expect(completed.outputs["version"]).toBe("1");
    await cloud.delete(completed);
  });

  it("that is cancelled during creation stays in the state", async () => {
    const cancelled = AbortSignal.abort(new Error("cancelled"));
    const inputs = cloud.functionInputs("cancelled", { publish: true });
    const failure: unknown = await typeOf(types.function)
      .create(inputs, { ...cloud.context, signal: cancelled })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PartialFailure);
    const { state } = failure as PartialFailure;
    expect(state.id).toBe("cancelled");
    const changes = difference(typeOf(types.function), state.inputs, inputs);
    expect(changes.changed).toContain("publish");
    await cloud.delete({ token: types.function, id: state.id, inputs, outputs: {} });
  });

  it("without code is rejected with a clear message", async () => {
    const { code: _code, ...inputs } = cloud.functionInputs("empty");
    await expect(cloud.create(types.function, inputs)).rejects.toThrow("function empty has no code");
    const empty = new Archive("", new Map());
    await expect(cloud.create(types.function, { ...inputs, code: empty })).rejects.toThrow(
      "is an empty archive",
    );
  });
});
