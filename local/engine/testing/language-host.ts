import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isAlive } from "../../../common/processes";
import { bundleLanguageHost } from "../bundle";

/** Stands in for the SDK's runners: writes how it was started, then does what its last argument says. */
const runner = `
const fs = require("fs");
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(PULUMI_|EXTRA)/.test(name)));
fs.writeFileSync("starting.json", JSON.stringify({ pid: process.pid, cwd: process.cwd(), execArgv: process.execArgv, args: process.argv.slice(2), env }));
fs.renameSync("starting.json", "started.json");
const [verb, value] = process.argv.at(-1).split("=");
if (verb === "exit") process.exitCode = Number(value);
if (verb === "print") { console.log("to stdout"); console.error(value); process.exitCode = 9; }
if (verb === "stay") setInterval(() => {}, 1000);
if (verb === "stubborn") { process.on("SIGINT", () => {}); setInterval(() => {}, 1000); }
`;

/** How the stand-in for a runner was started. */
export interface Started {
  pid: number;
  cwd: string;
  execArgv: string[];
  args: string[];
  env: Record<string, string>;
}

/** Makes the bundle once for a test file. @returns its directory, with a space in its name. */
export async function bundle(): Promise<string> {
  const binDir = fs.mkdtempSync(path.join(os.tmpdir(), "language host-"));
  await bundleLanguageHost(binDir);
  return binDir;
}

/** A running language host, and a program directory whose SDK is the stand-in. */
export class TestHost {
  /** All that the host wrote after its port. */
  output = "";

  private constructor(
    readonly program: string,
    readonly process: ChildProcess,
    readonly client: LanguageRuntimeClient,
  ) {}

  static async start(binDir: string): Promise<TestHost> {
    const program = fs.mkdtempSync(path.join(os.tmpdir(), "program-"));
    for (const name of ["run", "run-plugin"]) {
      const folder = path.join(program, "node_modules", "@pulumi", "pulumi", "cmd", name);
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path.join(folder, "index.js"), runner);
    }
    // As the engine starts it: by the launcher, with its arguments, and with a pipe for stdin.
    const host = spawn(
      path.join(binDir, "pulumi-language-nodejs"),
      ["--logtostderr", "-v=9", "127.0.0.1:1"],
      { cwd: program },
    );
    host.stdout.setEncoding("utf8");
    host.stderr.setEncoding("utf8");
    const [port] = (await once(host.stdout, "data")) as [string];
    const client = new LanguageRuntimeClient(`127.0.0.1:${port.trim()}`, grpc.credentials.createInsecure());
    const result = new TestHost(program, host, client);
    for (const stream of [host.stdout, host.stderr])
      stream.on("data", (text: string) => (result.output += text));
    return result;
  }

  stop(): void {
    this.client.close();
    this.process.kill("SIGKILL");
    fs.rmSync(this.program, { recursive: true, force: true });
  }

  info(options: Record<string, JavaScriptValue> = {}): ProgramInfo {
    return new ProgramInfo()
      .setRootDirectory("/root-directory")
      .setProgramDirectory(this.program)
      .setEntryPoint("infra/")
      .setOptions(Struct.fromJavaScript(options));
  }

  /** Waits until the runner has started, and forgets it, so that the next one can be waited for. */
  async started(): Promise<Started> {
    const file = path.join(this.program, "started.json");
    while (!fs.existsSync(file)) await pause();
    const started = JSON.parse(fs.readFileSync(file, "utf8")) as Started;
    fs.rmSync(file);
    return started;
  }
}

/** Waits until a process has ended. */
export async function isGone(pid: number): Promise<void> {
  while (isAlive(pid)) await pause();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
