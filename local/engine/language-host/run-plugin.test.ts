import * as fs from "node:fs";
import type * as grpc from "@grpc/grpc-js";
import { RunPluginRequest, type RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { TestHost, bundle, isGone } from "../testing/language-host";

let binDir: string;
let host: TestHost;
beforeAll(async () => (binDir = await bundle()));
afterAll(() => fs.rmSync(binDir, { recursive: true, force: true }));
beforeEach(async () => (host = await TestHost.start(binDir)));
afterEach(() => host.stop());

function plugin(...args: string[]): RunPluginRequest {
  return new RunPluginRequest()
    .setPwd(host.program)
    .setInfo(host.info({ nodeargs: "--no-warnings" }))
    .setKind("resource")
    .setEnvList(["EXTRA=1", "EXTRA=a=b"])
    .setArgsList(args);
}

function outcome(message: RunPluginRequest): Promise<{ stdout: string; stderr: string; error?: string }> {
  const call = host.client.runPlugin(message);
  const result = { stdout: "", stderr: "" };
  call.on("data", (response: RunPluginResponse) => {
    result.stdout += Buffer.from(response.getStdout_asU8()).toString();
    result.stderr += Buffer.from(response.getStderr_asU8()).toString();
  });
  return new Promise((resolve) => {
    call.on("end", () => resolve(result));
    call.on("error", (error: grpc.ServiceError) => resolve({ ...result, error: error.details }));
  });
}

test("a plugin gets the engine's environment and arguments, and its output is streamed", async () => {
  expect(await outcome(plugin("127.0.0.1:3", "print=to stderr"))).toEqual({
    stdout: "to stdout\n",
    stderr: "to stderr\n",
    error: "Program exited with non-zero exit code: 9",
  });
  const { args, env, execArgv, cwd } = await host.started();
  expect(args).toEqual([host.program, "127.0.0.1:3", "print=to stderr"]);
  expect([execArgv, cwd]).toEqual([["--no-warnings"], host.program]);
  expect(env).toEqual({ EXTRA: "a=b", PULUMI_NODEJS_TYPESCRIPT: "true" });
});

test("it ends without error when its code is 0", async () => {
  expect(await outcome(plugin("exit=0"))).toEqual({ stdout: "", stderr: "" });
});

test("it is killed when the engine cancels the call, even if it ignores an interrupt", async () => {
  const call = host.client.runPlugin(plugin("stubborn"));
  call.on("error", () => undefined).resume();
  const { pid } = await host.started();
  call.cancel();
  await isGone(pid);
});

test("if it cannot start, the call says why", async () => {
  fs.rmSync(`${host.program}/node_modules`, { recursive: true });
  expect((await outcome(plugin())).error).toContain(`Have you run \`npm install\` in ${host.program}?`);
});
