import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import type * as grpc from "@grpc/grpc-js";
import {
  type GetRequiredPackagesResponse,
  GetRequiredPackagesRequest,
  LanguageHandshakeRequest,
  type LanguageHandshakeResponse,
  RunRequest,
  type RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { TestHost, bundle, isGone } from "../testing/language-host";
import { pulumiVersion } from "../version";

let binDir: string;
let host: TestHost;
beforeAll(async () => (binDir = await bundle()));
afterAll(() => fs.rmSync(binDir, { recursive: true, force: true }));
beforeEach(async () => (host = await TestHost.start(binDir)));
afterEach(() => host.stop());

type Method<Q, R> = (request: Q, callback: (error: grpc.ServiceError | null, response: R) => void) => unknown;

function ask<Q, R>(method: Method<Q, R>, request: Q): Promise<R> {
  return new Promise((resolve, reject) => {
    method.call(host.client, request, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

function request(...args: string[]): RunRequest {
  return new RunRequest()
    .setMonitorAddress("127.0.0.1:2")
    .setProject("tiny")
    .setStack("dev")
    .setOrganization("acme")
    .setParallel(16)
    .setPwd(host.program)
    .setProgram("infra/")
    .setInfo(host.info())
    .setArgsList(args);
}

async function run(message: RunRequest): Promise<RunResponse.AsObject> {
  return (await ask<RunRequest, RunResponse>(host.client.run, message)).toObject();
}

test("reports its version and requires no plugins", async () => {
  const plugin = await ask<Empty, PluginInfo>(host.client.getPluginInfo, new Empty());
  expect(plugin.getVersion()).toBe(pulumiVersion);
  const required = await ask<GetRequiredPackagesRequest, GetRequiredPackagesResponse>(
    host.client.getRequiredPackages,
    new GetRequiredPackagesRequest().setInfo(host.info()),
  );
  expect(required.getPackagesList()).toEqual([]);
});

test("starts the SDK's runner with the stack, the configuration and the options", async () => {
  await ask<LanguageHandshakeRequest, LanguageHandshakeResponse>(
    host.client.handshake,
    new LanguageHandshakeRequest().setEngineAddress("127.0.0.1:3"),
  );
  const message = request("a", "exit=0").setDryrun(true).setConfigsecretkeysList(["tiny:b"]);
  message.setInfo(
    host.info({ nodeargs: "--stack-trace-limit=3 --no-warnings", tsconfig: "tsconfig.infra.json" }),
  );
  message.getConfigMap().set("tiny:a", "one").set("tiny:b", "two");
  expect(await run(message)).toEqual({ error: "", bail: false });
  const { args, env, execArgv } = await host.started();
  expect(args.join(" ")).toBe(
    "--monitor 127.0.0.1:2 --engine 127.0.0.1:3 --organization acme --project tiny --root-directory /root-directory" +
      ` --stack dev --pwd ${host.program} --parallel 16 --dry-run infra/ a exit=0`,
  );
  expect(execArgv).toEqual(["--stack-trace-limit=3", "--no-warnings"]);
  expect(env).toMatchObject({
    PULUMI_CONFIG: '{"tiny:a":"one","tiny:b":"two"}',
    PULUMI_CONFIG_SECRET_KEYS: '["tiny:b"]',
    PULUMI_NODEJS_TYPESCRIPT: "true",
    PULUMI_NODEJS_TSCONFIG_PATH: "tsconfig.infra.json",
  });
});

test("a program that has reported its error ends the run without a further message", async () => {
  expect(await run(request("exit=32"))).toEqual({ error: "", bail: true });
});

test("any other failure is an error; output is passed through", async () => {
  expect(await run(request("print=JavaScript heap out of memory"))).toEqual({
    error: expect.stringMatching(
      /^Program exited with non-zero exit code: 9\. It ran out of memory: .*nodeargs/,
    ),
    bail: false,
  });
  expect(host.output).toContain("to stdout\n");
  expect(host.output).toContain("JavaScript heap out of memory\n");
  expect((await run(request("exit=5"))).error).toBe("Program exited with non-zero exit code: 5.");
});

test("says what is wrong if a run cannot start", async () => {
  expect((await run(request().setInfo(host.info({ typescript: "yes" })))).error).toContain(
    "must be a boolean",
  );
  expect((await run(request("exit=0").setAttachDebugger(true))).error).toContain(
    "--attach-debugger needs an installed Pulumi CLI",
  );
  const large = request("exit=0");
  large.getConfigMap().set("tiny:large", "x".repeat(200_000));
  expect((await run(large)).error).toContain("configuration is too large");
});

test("says what to do if the SDK is not installed", async () => {
  fs.rmSync(path.join(host.program, "node_modules"), { recursive: true });
  expect((await run(request())).error).toContain("SDK has not been installed. Have you run `npm install`?");
});

describe("a program ends", () => {
  test("on Cancel", async () => {
    const result = run(request("stay"));
    const { pid } = await host.started();
    await ask<Empty, Empty>(host.client.cancel, new Empty());
    expect((await result).error).toContain("was ended by SIGINT");
    await isGone(pid);
  });

  test("when its call is cancelled", async () => {
    const call = host.client.run(request("stay"), () => undefined);
    const { pid } = await host.started();
    call.cancel();
    await isGone(pid);
  });

  test.each([
    ["dies", (): void => void host.process.stdin?.destroy()],
    ["closes its plugins", (): void => void host.process.kill("SIGINT")],
  ])(
    "with the host when the engine %s, even if it ignores an interrupt",
    async (_, end) => {
      host.client.run(request("stubborn"), () => undefined);
      const { pid } = await host.started();
      const ended = once(host.process, "exit");
      end();
      expect(await ended).toEqual([0, null]);
      await isGone(pid);
    },
    15_000,
  );
});
