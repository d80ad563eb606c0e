import type { ChildProcess } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import type * as grpc from "@grpc/grpc-js";
import type { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { type RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { optionVariables, parseOptions } from "./options";
import { PolicyProxy } from "./policy-proxy";
import { type Host, locateModule } from "./run-program";

export type PluginCall = grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/**
 * Runs a plugin for Node.js until it ends or the engine cancels the call: a policy pack, or a provider
 * with a PulumiPlugin.yaml. Its output is streamed; the first line of stdout carries the port where it serves.
 *
 * @throws Error when the plugin does not start, or ends with a code other than 0.
 */
export async function runPlugin(call: PluginCall, host: Host): Promise<void> {
  const isPolicyPack = call.request.getKind() === "analyzer";
  const proxy = isPolicyPack ? new PolicyProxy() : undefined;
  const cancelled = { yet: false, stop: (): void => proxy?.stop() };
  const isCancelled = (): boolean => cancelled.yet;
  call.on("cancelled", () => {
    cancelled.yet = true;
    cancelled.stop();
  });
  try {
    let configuration: AnalyzerStackConfigureRequest | undefined;
    if (proxy) {
      call.write(new RunPluginResponse().setStdout(Buffer.from(`${await proxy.start()}\n`)));
      configuration = await proxy.stackConfiguration();
    }
    if (isCancelled()) return;
    const child = start(call.request, host, stackVariables(configuration));
    cancelled.stop = () => void host.children.stop(child, 0).then(() => proxy?.stop());
    if (isCancelled()) cancelled.stop();
    stream(child, call, isCancelled, proxy);
    await finished(child, proxy);
  } catch (error) {
    proxy?.fail(error instanceof Error ? error : new Error(String(error)));
    // The engine cancelled the call: the plugin's exit code does not matter.
    if (!isCancelled()) throw error;
  } finally {
    proxy?.stop();
  }
}

function start(request: RunPluginRequest, host: Host, variables: Record<string, string>): ChildProcess {
  const isPolicyPack = request.getKind() === "analyzer";
  const directory = request.getInfo()?.getProgramDirectory() || request.getProgram();
  const options = parseOptions(request.getInfo());
  const runner = locateModule(
    isPolicyPack ? "@pulumi/pulumi/cmd/run-policy-pack" : "@pulumi/pulumi/cmd/run-plugin",
    directory,
    `\`npm install\` in ${directory}`,
  );
  return host.children.spawn(
    process.execPath,
    [
      ...options.nodeargs,
      runner,
      // A policy pack takes its directory last, every other plugin first.
      ...(isPolicyPack ? [...request.getArgsList(), directory] : [directory, ...request.getArgsList()]),
    ],
    {
      cwd: isPolicyPack ? directory : request.getPwd(),
      env: { ...parseEnvironment(request.getEnvList()), ...optionVariables(options), ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

function parseEnvironment(list: string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    list.map((entry) => {
      const at = entry.indexOf("=", 1);
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

/** Variables from which the SDK inside a policy pack reads the stack. */
function stackVariables(configuration: AnalyzerStackConfigureRequest | undefined): Record<string, string> {
  if (!configuration) return {};
  const variables = {
    PULUMI_NODEJS_ORGANIZATION: configuration.getOrganization(),
    PULUMI_NODEJS_PROJECT: configuration.getProject(),
    PULUMI_NODEJS_STACK: configuration.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(configuration.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(configuration.getConfigMap().toArray())),
  };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
}

/** Streams the output. The first line of a policy pack is its port, which the proxy needs. */
function stream(
  child: ChildProcess,
  call: PluginCall,
  isCancelled: () => boolean,
  proxy?: PolicyProxy,
): void {
  const send = (response: RunPluginResponse): void => {
    if (!isCancelled()) call.write(response);
  };
  child.stderr?.on("data", (chunk: Buffer) => send(new RunPluginResponse().setStderr(chunk)));
  const decoder = new StringDecoder();
  let head: string | undefined = proxy ? "" : undefined;
  child.stdout?.on("data", (chunk: Buffer) => {
    if (head === undefined || !proxy) return send(new RunPluginResponse().setStdout(chunk));
    head += decoder.write(chunk);
    const end = head.indexOf("\n");
    if (end < 0) return;
    const [line, rest] = [head.slice(0, end).trim(), head.slice(end + 1)];
    head = undefined;
    if (/^\d+$/.test(line)) void proxy.attach(Number(line)).catch(() => child.kill());
    else proxy.fail(new Error(`could not read the policy pack's port: ${line}`));
    if (rest !== "") send(new RunPluginResponse().setStdout(Buffer.from(rest)));
  });
}

function finished(child: ChildProcess, proxy?: PolicyProxy): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      proxy?.fail(new Error("the policy pack ended before it served"));
      if (code === 0) resolve();
      else reject(new Error(`Program exited with non-zero exit code: ${code ?? signal}`));
    });
  });
}
