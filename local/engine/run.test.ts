import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../../common/errors";
import { runPulumi } from "./run";

let directory: string;
beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "run-"))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

describe("running the CLI", () => {
  function cli(script: string): { env: NodeJS.ProcessEnv; cwd: string } {
    fs.writeFileSync(path.join(directory, "pulumi"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { env: { PATH: `${directory}:/usr/bin:/bin` }, cwd: directory };
  }

  async function appears(file: string): Promise<void> {
    while (!fs.existsSync(path.join(directory, file)))
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  test("returns its exit code and output", async () => {
    const options = cli('echo "out: $*"; echo err >&2; exit 3');
    await expect(runPulumi(["stack", "ls"], { ...options, stdio: "capture" })).resolves.toEqual({
      code: 3,
      stdout: "out: stack ls\n",
      stderr: "err\n",
    });
  });

  test("runs the CLI that the environment names, not another one on PATH", async () => {
    const { env, cwd } = cli("echo old");
    const chosen = path.join(directory, "chosen");
    fs.writeFileSync(chosen, "#!/bin/sh\necho chosen\n", { mode: 0o755 });
    const run = runPulumi([], { env: { ...env, SJC1990APP_PULUMI: chosen }, cwd, stdio: "capture" });
    await expect(run).resolves.toMatchObject({ code: 0, stdout: "chosen\n" });
  });

  test("passes its input, of which the CLI need not read all", async () => {
    const input = "secret\n".repeat(100_000);
    const counted = await runPulumi([], { ...cli("wc -c"), stdio: "capture", input });
    expect(Number(counted.stdout)).toBe(input.length);
    const ignored = await runPulumi([], { ...cli("exit 4"), stdio: "capture", input });
    expect(ignored.code).toBe(4);
  });

  test("says what to do when there is no CLI", async () => {
    const run = runPulumi([], { env: { PATH: "/nowhere" }, cwd: directory, stdio: "capture" });
    await expect(run).rejects.toThrow(UserError);
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("on %s ends it gracefully, once", async (signal) => {
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
