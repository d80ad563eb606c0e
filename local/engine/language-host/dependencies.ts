import * as fs from "node:fs";
import * as path from "node:path";
import type * as grpc from "@grpc/grpc-js";
import {
  AboutResponse,
  DependencyInfo,
  GetProgramDependenciesResponse,
  type InstallDependenciesRequest,
  InstallDependenciesResponse,
  type ProgramInfo,
} from "@pulumi/pulumi/proto/language_pb";
import { parseOptions } from "./options";
import type { Host } from "./run-program";

/** The parts in use of a package.json, and of a package-lock.json. */
interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  packages?: Record<string, Manifest>;
}

function readManifest(file: string): Manifest | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}

/** The nearest directory upwards that holds a package.json; the program's own when there is none. */
export function packageRoot(directory: string): string {
  for (let current = directory; ; current = path.dirname(current)) {
    if (fs.existsSync(path.join(current, "package.json"))) return current;
    if (path.dirname(current) === current) return directory;
  }
}

/** Answers `pulumi about`. */
export function about(info: ProgramInfo | undefined): AboutResponse {
  const response = new AboutResponse().setExecutable(process.execPath).setVersion(process.version);
  response.getMetadataMap().set("packagemanager", parseOptions(info).packagemanager);
  return response;
}

/** The packages of a program with their installed versions. @param transitive includes indirect ones. */
export function programDependencies(directory: string, transitive: boolean): GetProgramDependenciesResponse {
  const root = packageRoot(directory);
  const manifest = readManifest(path.join(root, "package.json"));
  const wanted = { ...manifest?.dependencies, ...manifest?.devDependencies };
  const found = new Map<string, string>();
  for (const [name, range] of Object.entries(wanted)) {
    found.set(name, readManifest(path.join(root, "node_modules", name, "package.json"))?.version ?? range);
  }
  if (transitive) {
    const lock = readManifest(path.join(root, "package-lock.json"));
    for (const [place, { version }] of Object.entries(lock?.packages ?? {})) {
      const name = place.split("node_modules/").at(-1);
      if (name && version && !found.has(name)) found.set(name, version);
    }
  }
  return new GetProgramDependenciesResponse().setDependenciesList(
    [...found].map(([name, version]) => new DependencyInfo().setName(name).setVersion(version)),
  );
}

/** Runs the package manager's install, streaming what it says. @throws Error when it fails. */
export async function installDependencies(
  call: grpc.ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>,
  host: Host,
): Promise<void> {
  const info = call.request.getInfo();
  const manager = parseOptions(info).packagemanager;
  const args = manager === "npm" ? ["install", "--loglevel=error"] : ["install"];
  const cwd = packageRoot(info?.getProgramDirectory() || call.request.getDirectory());
  const child = host.children.spawn(manager, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  call.on("cancelled", () => void host.children.stop(child));
  child.stdout?.on("data", (chunk: Buffer) => call.write(new InstallDependenciesResponse().setStdout(chunk)));
  child.stderr?.on("data", (chunk: Buffer) => call.write(new InstallDependenciesResponse().setStderr(chunk)));
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${manager} install failed: exit code ${code ?? signal}`));
    });
  });
}
