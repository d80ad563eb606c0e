import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../../common/errors";
import { type Engine, pulumiEnvironment, runPulumi } from "./index";

let directory: string;
beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "run-"))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

describe("the environment", () => {
  const saved = { ...process.env };
  afterEach(() => (process.env = { ...saved }));

  const engine: Engine = {
    pulumi: "/cache/bin/pulumi",
    version: "3.230.0",
    source: "cache",
    kind: "built",
    binDir: "/cache/bin",
  };
  function environment(change: Partial<Engine> = {}, endpoint?: string): NodeJS.ProcessEnv {
    const [home, backendDir] = [path.join(directory, "home"), path.join(directory, "back end")];
    return pulumiEnvironment({
      engine: { ...engine, ...change },
      home,
      backendDir,
      ...(endpoint !== undefined && { endpoint }),
    });
  }

  test("has a home and a backend of its own, which exist", () => {
    const env = environment();
    expect(env).toMatchObject({
      PULUMI_HOME: path.join(directory, "home"),
      PULUMI_BACKEND_URL: `file://${directory}/back end`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
    expect(fs.readdirSync(directory).sort()).toEqual(["back end", "home"]);
  });

  test("puts a cached engine first on PATH, and leaves PATH alone for an installed one", () => {
    process.env["PATH"] = "/usr/bin:/bin";
    expect(environment()["PATH"]).toBe("/cache/bin:/usr/bin:/bin");
    expect(environment({ source: "path", kind: "official" })["PATH"]).toBe("/usr/bin:/bin");
  });

  test("forbids fetching plugins to a built engine only", () => {
    const variable = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";
    expect(environment()[variable]).toBe("true");
    expect(environment({ source: "build" })[variable]).toBe("true");
    expect(environment({ kind: "official" })[variable]).toBeUndefined();
  });

  test("keeps what would lead the CLI elsewhere out of it", () => {
    Object.assign(process.env, {
      PULUMI_ACCESS_TOKEN: "pul-secret",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/home/user/passphrase",
      PULUMI_CONFIG_PASSPHRASE: "of another project",
      PULUMI_NODEJS_STACK: "of the program that runs this",
      PULUMI_CONFIG: "{}",
      PULUMI_OPTION_COLOR: "never",
    });
    const names = Object.keys(environment()).filter((name) => name.startsWith("PULUMI_"));
    expect(names.sort()).toEqual([
      "PULUMI_BACKEND_URL",
      "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
      "PULUMI_HOME",
      "PULUMI_IGNORE_AMBIENT_PLUGINS",
      "PULUMI_OPTION_COLOR",
      "PULUMI_SKIP_UPDATE_CHECK",
    ]);
  });

  test("with an endpoint, has the local cloud's AWS settings and none of the user's", () => {
    Object.assign(process.env, {
      AWS_PROFILE: "work",
      AWS_SESSION_TOKEN: "token",
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_ENDPOINT_URL_S3: "https://elsewhere.example",
    });
    const aws = Object.entries(environment({}, "http://127.0.0.1:4700")).filter(([name]) =>
      name.startsWith("AWS_"),
    );
    expect(Object.fromEntries(aws)).toEqual({
      AWS_ENDPOINT_URL: "http://127.0.0.1:4700",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    });
    expect(environment()).toMatchObject({ AWS_PROFILE: "work", AWS_ACCESS_KEY_ID: "AKIA" });
  });
});

describe("running the CLI", () => {
  function cli(script: string): { env: NodeJS.ProcessEnv; cwd: string } {
    fs.writeFileSync(path.join(directory, "pulumi"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { env: { PATH: `${directory}:/usr/bin:/bin` }, cwd: directory };
  }

  async function appears(file: string): Promise<void> {
    while (!fs.existsSync(path.join(directory, file)))
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  test("gives its code and what it wrote", async () => {
    const options = cli('echo "out: $*"; echo err >&2; exit 3');
    await expect(runPulumi(["stack", "ls"], { ...options, stdio: "capture" })).resolves.toEqual({
      code: 3,
      stdout: "out: stack ls\n",
      stderr: "err\n",
    });
  });

  test("says what to do when there is none", async () => {
    const run = runPulumi([], { env: { PATH: "/nowhere" }, cwd: directory, stdio: "capture" });
    await expect(run).rejects.toThrow(UserError);
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("on %s lets it end gracefully, once", async (signal) => {
    const options = cli("trap 'echo cancelled; exit 7' TERM; touch ready; while :; do sleep 0.05; done");
    const run = runPulumi([], { ...options, stdio: "capture" });
    await appears("ready");
    process.emit(signal);
    await expect(run).resolves.toEqual({ code: 7, stdout: "cancelled\n", stderr: "" });
    expect(process.listenerCount(signal)).toBe(0);
  });

  test.each([
    ["a terminal, which has sent it already", true, ""],
    ["no terminal", false, "interrupted\n"],
  ])("on SIGINT with %s", async (_, terminal, stdout) => {
    const streams = [process.stdin, process.stdout, process.stderr];
    const saved = streams.map((stream) => stream.isTTY);
    for (const stream of streams) stream.isTTY = terminal;
    try {
      const options = cli(
        "trap 'echo interrupted; touch end' INT; touch ready; until [ -e end ]; do sleep 0.05; done",
      );
      const run = runPulumi([], { ...options, stdio: "capture" });
      await appears("ready");
      process.emit("SIGINT");
      if (terminal) fs.writeFileSync(path.join(directory, "end"), "");
      await expect(run).resolves.toMatchObject({ code: 0, stdout });
    } finally {
      streams.forEach((stream, index) => (stream.isTTY = saved[index] ?? false));
    }
  });
});
