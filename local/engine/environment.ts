import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Engine } from "./ensure";

/** What {@link pulumiEnvironment} needs. */
export interface PulumiEnvironmentArgs {
  engine: Engine;
  /** PULUMI_HOME: plugins and credentials. Created when it is missing. */
  home: string;
  /** The directory of the file backend. Created when it is missing. */
  backendDir: string;
  /** The Node that runs the program, the provider and the policies. Default: the first on PATH. */
  node?: string;
  /** The local cloud, e.g. `http://127.0.0.1:4566`. Default: none; the user's own AWS settings stay. */
  endpoint?: string;
}

/** Holds the path of the CLI, so that {@link runPulumi} never runs another `pulumi` that is on PATH. */
export const COMMAND_VARIABLE = "SJC1990APP_PULUMI";

/** Of the user's PULUMI_ variables only these stay: options of the CLI's output. Others change backend or program. */
const keptPulumi = /^PULUMI_(OPTION|DEBUG)_/;

/** Hosts that are never reached through a proxy: engine, program, plugins and local cloud talk over loopback. */
const loopback = ["127.0.0.1", "localhost", "::1"];

/** Whether a variable of this process's environment is passed to the CLI. */
function isKept(name: string, local: boolean): boolean {
  if (name.startsWith("PULUMI_")) return keptPulumi.test(name);
  if (name.startsWith("AWS_")) return !local;
  // gRPC is spoken over loopback only. A list of its own would override NO_PROXY.
  return !/^(no_)?grpc_proxy$/i.test(name);
}

/**
 * The environment for the CLI on a file backend of its own. With an endpoint, everything about AWS points to the local
 * cloud, and none of the user's AWS settings stay. The caller adds the passphrase (`PULUMI_CONFIG_PASSPHRASE`).
 */
export function pulumiEnvironment({
  engine,
  home,
  backendDir,
  node,
  endpoint,
}: PulumiEnvironmentArgs): NodeJS.ProcessEnv {
  for (const directory of [home, backendDir]) fs.mkdirSync(directory, { recursive: true });
  const local = endpoint !== undefined;
  const noProxy = [process.env["NO_PROXY"], process.env["no_proxy"], ...loopback].filter(Boolean).join(",");
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => isKept(name, local))),
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    PATH: enginePath(engine, node),
    [COMMAND_VARIABLE]: engine.pulumi,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(backendDir).href,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The language host is beside the CLI and the provider in the home: plugins on PATH are not meant.
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    // The language host of a built CLI asks for no plugins, so a missing one must not be downloaded.
    ...(engine.kind === "built" && { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
    ...(local && localCloud(endpoint)),
  };
}

/** This process's PATH with the engine and a Node before everything else. */
export function enginePath(engine: Engine, node?: string): string {
  const PATH = process.env["PATH"] ?? "";
  const nodeDir = node === undefined ? [] : [path.dirname(node)];
  // An installed CLI is on PATH already, perhaps beside another Node.
  const engineDir = engine.onPath ? [] : [path.dirname(engine.pulumi)];
  return [...engineDir, ...nodeDir, PATH].join(path.delimiter);
}

/** The environment in which the AWS SDKs talk to the local cloud. */
export function localCloud(endpoint: string): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    // A profile in the user's files could name another endpoint, a role or a proxy.
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
  };
}
