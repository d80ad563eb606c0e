import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { createInterface } from "node:readline";

import { runWatched } from "./child";
import { repoRoot } from "./paths";
import { isAlive } from "./processes";

const node = process.execPath;

test("reports the lines of both streams, and how the program ended", async () => {
  const lines: string[] = [];
  const script = 'console.log("one"); console.error("two"); process.exitCode = 7';
  const ended = await runWatched(node, ["-e", script], {}, (line) => lines.push(line));
  expect(ended.code).toBe(7);
  expect(lines.sort()).toEqual(["one", "two"]);
  expect(ended.lastLines.sort()).toEqual(lines);
});

test("keeps the last twenty lines", async () => {
  const script = "for (let i = 1; i <= 30; i++) console.log(i)";
  const { lastLines } = await runWatched(node, ["-e", script], {}, () => undefined);
  expect(lastLines).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 11)));
});

test("a signal gives the exit code of a shell", async () => {
  const ended = await runWatched(node, ["-e", 'process.kill(process.pid, "SIGKILL")'], {}, () => undefined);
  expect(ended).toEqual({ code: 137, lastLines: [] });
});

test("a program that takes longer than the timeout is ended", async () => {
  const ended = await runWatched(
    node,
    ["-e", "setInterval(() => {}, 1000)"],
    { timeout: 100 },
    () => undefined,
  );
  expect(ended.code).toBe(143);
});

test("the child gets the given environment and nothing else", async () => {
  const script = "console.log(JSON.stringify(process.env))";
  const { lastLines } = await runWatched(node, ["-e", script], { env: { ONLY: "this" } }, () => undefined);
  expect(JSON.parse(lastLines[0]!)).toEqual({ ONLY: "this" });
});

test("a missing program is an error with the code ENOENT", async () => {
  await expect(runWatched("/no/such/program", [], {}, () => undefined)).rejects.toMatchObject({
    code: "ENOENT",
  });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s to this process ends the child", async (signal) => {
  const script = `
    require("tsx/cjs/api").register();
    const { runWatched } = require(${JSON.stringify(path.join(__dirname, "child.ts"))});
    const child = "console.log(process.pid); setInterval(() => {}, 1000)";
    void runWatched(process.execPath, ["-e", child], {}, (line) => console.log(line));`;
  const parent = spawn(node, ["-e", script], { cwd: repoRoot, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  parent.kill(signal);
  const [code, endedBy] = (await once(parent, "exit")) as [number | null, NodeJS.Signals | null];
  expect([code, endedBy]).toEqual([null, signal]);
  while (isAlive(Number(line))) await new Promise((resolve) => setTimeout(resolve, 20));
});
