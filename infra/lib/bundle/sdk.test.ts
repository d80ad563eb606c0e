/** Bundles behave as the AWS SDK does that is not bundled: same requests, same answers, same errors. */
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { buildSync } from "esbuild";

import { bundleHandlers } from "../bundle";
import { FakeAws, type Asked, type Said } from "./testing/fake-aws";
import { cases, update } from "./testing/sdk-cases";
import { Fixture } from "./testing/fixture";
import { HandlerProcess } from "./testing/run-handler";
import type { Result, Step } from "./testing/sdk-handler";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session" };

const environment = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_LAMBDA_FUNCTION_NAME: "auth-register",
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
};

describe("the SDK in a bundle", () => {
  const aws = new FakeAws();
  const fixture = new Fixture({
    "functions/sdk.ts": readFileSync(path.join(__dirname, "testing/sdk-handler.ts"), "utf8"),
    "runner.js": HandlerProcess.script,
  });
  const processes: HandlerProcess[] = [];
  let url: string;
  let bundled: HandlerProcess;
  let original: HandlerProcess;

  async function start(file: string, env: Record<string, string>): Promise<HandlerProcess> {
    const started = await HandlerProcess.start(
      path.join(fixture.root, "runner.js"),
      path.join(fixture.root, file),
      env,
    );
    processes.push(started);
    return started;
  }

  beforeAll(async () => {
    url = await aws.start();
    const code = bundleHandlers(["sdk"], fixture).get("sdk")?.code.toString() ?? "";
    const entry = path.join(fixture.root, "functions/sdk.ts");
    const plain = buildSync({
      entryPoints: [entry],
      bundle: true,
      packages: "external",
      platform: "node",
      write: false,
    });
    fixture.write({ "bundled.js": code, "original.js": plain.outputFiles[0]?.text ?? "" });
    const env = { ...environment, AWS_ENDPOINT_URL: url };
    [bundled, original] = await Promise.all([start("bundled.js", env), start("original.js", env)]);
  }, 60_000);

  afterAll(async () => {
    await Promise.all(processes.map((started) => started.stop()));
    await aws.stop();
    fixture.remove();
  });

  async function run(
    target: HandlerProcess,
    step: Step,
    answers: Said[],
  ): Promise<{ result: Result; asked: Asked[] }> {
    aws.say(...answers);
    const result = await target.call<Result>(step);
    return { result, asked: [...aws.asked] };
  }

  test.each(cases)("does with %s what it does otherwise", async (_what, step, ...answers) => {
    const expected = await run(original, step, answers);
    const actual = await run(bundled, step, answers);
    expect(withoutDelays(actual.result)).toEqual(withoutDelays(expected.result));
    expect(actual.asked.map(comparable)).toEqual(expected.asked.map(comparable));
    expect(actual.asked).toHaveLength(answers.length);
  });

  test("sends a message to the host of its queue", async () => {
    const QueueUrl = `${url.replace("127.0.0.1", "localhost")}/000000000000/queue`;
    const step: Step = { command: "message", input: { QueueUrl, MessageBody: "ü" } };
    const answer = { body: { MessageId: "1", MD5OfMessageBody: "c03410a5204b21cd8229ff754688d743" } };
    const expected = await run(original, step, [answer]);
    const actual = await run(bundled, step, [answer]);
    expect(actual.result).toEqual(expected.result);
    expect(actual.asked.map(comparable)).toEqual(expected.asked.map(comparable));
    expect(actual.asked[0]?.headers.host).toMatch(/^localhost:/);
  });

  test("signs as the SDK does, and passes the trace on", async () => {
    const { asked } = await run(bundled, { command: "update", input: update }, [{ body: {} }]);
    const { headers, method, body } = asked[0]!;
    const { authorization } = headers;
    const date = String(headers["x-amz-date"]);
    const signed = /SignedHeaders=([^,]+)/.exec(authorization ?? "")?.[1]?.split(";") ?? [];
    const signer = new SignatureV4({ credentials, region: "eu-west-1", service: "dynamodb", sha256: Sha256 });
    const again = await signer.sign(
      {
        method,
        protocol: "http:",
        hostname: "",
        path: "/",
        body,
        headers: Object.fromEntries(signed.map((name) => [name, String(headers[name])])),
      },
      { signingDate: new Date(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z")) },
    );
    expect(signed).toEqual(
      expect.arrayContaining([
        "host",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-target",
      ]),
    );
    expect(authorization).toBe(again.headers["authorization"]);
    expect(headers["x-amzn-trace-id"]).toBe(environment._X_AMZN_TRACE_ID);
    expect(headers["user-agent"]).toMatch(
      /^aws-sdk-js\/3\.\d+\.\d+ .*api\/dynamodb#3\.\S+ exec-env\/AWS_Lambda_nodejs24\.x app\/PT\b/i,
    );
  });

  test("logs as the logger does", async () => {
    const lines = async (target: HandlerProcess) => {
      const { output } = await target.call<{ output: Record<string, unknown>[] }>({
        command: "log",
        input: {},
      });
      return output.map(({ timestamp, failure, ...line }) => {
        const { location: _location, stack: _stack, ...rest } = (failure ?? {}) as Record<string, unknown>;
        return { ...line, failure: rest, timestamp: typeof timestamp };
      });
    };
    const expected = await lines(original);
    expect(expected).toMatchObject([{ userId: "u", stage: "test" }, { failure: { message: "wrong" } }]);
    expect(await lines(bundled)).toEqual(expected);
  });

  test("keeps its connection", async () => {
    await run(bundled, { command: "query", input: { TableName: "x" } }, [{ body: {} }]);
    aws.say({ body: {} }, { body: {} });
    for (let call = 0; call < 2; call++) await bundled.call({ command: "query", input: { TableName: "x" } });
    expect(aws.asked).toHaveLength(2);
    expect(aws.connections).toBe(0);
  });

  test("has the middleware in the same order", async () => {
    const anatomy = { command: "anatomy", input: {} } as const;
    const names = async (target: HandlerProcess) => {
      const { output } = await target.call<{ output: { middleware: string[] } }>(anatomy);
      return output.middleware.filter((name) => name !== "loggerMiddleware");
    };
    expect(await names(bundled)).toEqual(await names(original));
  });

  test.each<[string, Record<string, string>, string[]]>([
    [
      "of the region",
      {},
      ["dynamodb", "email", "sns", "sqs", "ssm", "photos.s3"].map(
        (service) => `${service}.eu-west-1.amazonaws.com`,
      ),
    ],
    [
      "of a region in China",
      { AWS_REGION: "cn-north-1" },
      ["dynamodb", "email", "sns", "sqs", "ssm", "photos.s3"].map(
        (service) => `${service}.cn-north-1.amazonaws.com.cn`,
      ),
    ],
    [
      "of the service before the one for all",
      { AWS_ENDPOINT_URL: "http://all.example", AWS_ENDPOINT_URL_DYNAMODB: "http://one.example:8000" },
      ["one.example", "all.example", "all.example", "all.example", "all.example", "photos.all.example"],
    ],
  ])("calls the endpoint %s", async (_what, env, expected) => {
    for (const file of ["bundled.js", "original.js"]) {
      const started = await start(file, { ...environment, ...env });
      const { output } = await started.call<{ output: { endpoints: string[] } }>({
        command: "anatomy",
        input: {},
      });
      expect(output.endpoints).toEqual(expected);
    }
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      "FIPS endpoints",
      { AWS_USE_FIPS_ENDPOINT: "true" },
      /FIPS and dual-stack endpoints are not part of this bundle/,
    ],
    ["an unknown region", { AWS_REGION: "us-iso-east-1" }, /no endpoint is known for region us-iso-east-1/],
    ["no region", { AWS_REGION: "" }, /region/i],
    [
      "no credentials",
      { AWS_ACCESS_KEY_ID: "" },
      /AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set/,
    ],
    ["retry mode adaptive", { AWS_RETRY_MODE: "adaptive" }, /retry mode adaptive is not part of this bundle/],
  ])("says so with %s", async (_what, env, message) => {
    const started = await start("bundled.js", { ...environment, ...env });
    const { error } = await started.call<Result>({ command: "query", input: { TableName: "x" } });
    expect(error?.["message"]).toMatch(message);
  });
});

/** What must be equal of a request: not ids, times and signatures, nor the list of features in the user agent. */
function comparable({ headers, body, ...rest }: Asked) {
  const {
    "amz-sdk-invocation-id": _id,
    "x-amz-date": _date,
    authorization,
    "user-agent": _agent,
    "x-amz-user-agent": _agent2,
    ...others
  } = headers;
  const token = /"ClientRequestToken":"[^"]+"/;
  const isUnstable = token.test(body);
  return {
    ...rest,
    body: body.replace(token, "token"),
    headers: { ...others, ...(isUnstable ? { "x-amz-content-sha256": "", "content-length": "" } : {}) },
    credential: /Credential=[^,]+/.exec(authorization ?? "")?.[0],
  };
}

/** Delays between attempts hang on chance. */
function withoutDelays(result: Result): unknown {
  return JSON.parse(
    JSON.stringify(result, (key, value: unknown) => (key === "totalRetryDelay" ? undefined : value)),
  );
}
