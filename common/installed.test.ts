import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "./errors";
import { ensureInstalled, type Installable } from "./installed";
import { silentProgress, type Progress } from "./progress";

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "installed-"));
  fs.writeFileSync(path.join(root, "pin"), "1");
});
afterEach(() => {
  fs.rmSync(root, { recursive: true });
});

function program(install: (dir: string) => Promise<void>): Installable<string> {
  return {
    what: "the tool",
    home: path.join(root, "home"),
    pins: [path.join(root, "pin")],
    find(dir) {
      const file = path.join(dir, "tool");
      return fs.existsSync(file) ? file : undefined;
    },
    async install(dir) {
      await install(dir);
      return {};
    },
  };
}

const write =
  (content: string) =>
  (dir: string): Promise<void> =>
    fs.promises.writeFile(path.join(dir, "tool"), content);

test("a program is installed once", async () => {
  const install = jest.fn(write("tool"));
  const first = await ensureInstalled(silentProgress, program(install));
  expect(await ensureInstalled(silentProgress, program(install))).toBe(first);
  expect(install).toHaveBeenCalledTimes(1);
});

test("a program is installed once for two that ask at the same time; the second says why it waits", async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const install = jest.fn(async (dir: string) => {
    await released;
    await write("tool")(dir);
  });
  const steps: string[] = [];
  const progress: Progress = {
    ...silentProgress,
    step(text) {
      steps.push(text);
      if (text.startsWith("Waiting")) release();
    },
  };
  const both = await Promise.all([1, 2].map(() => ensureInstalled(progress, program(install))));
  expect(new Set(both).size).toBe(1);
  expect(install).toHaveBeenCalledTimes(1);
  expect(steps).toEqual(["Installing the tool (once)", "Waiting for another command that installs the tool"]);
});

test("a failed installation is repeated, and what it left behind is removed", async () => {
  const failing = program(async (dir) => {
    await write("half")(dir);
    throw new UserError("no network", "try again");
  });
  await expect(ensureInstalled(silentProgress, failing)).rejects.toThrow("no network");
  const found = await ensureInstalled(silentProgress, program(write("tool")));
  expect(fs.readFileSync(found, "utf8")).toBe("tool");
  expect(fs.readdirSync(path.join(root, "home"))).toEqual([path.basename(path.dirname(found))]);
});

test("a damaged installation is replaced", async () => {
  fs.rmSync(await ensureInstalled(silentProgress, program(write("1"))));
  const found = await ensureInstalled(silentProgress, program(write("2")));
  expect(fs.readFileSync(found, "utf8")).toBe("2");
});

test("another pin is another installation, and the earlier one stays", async () => {
  const first = await ensureInstalled(silentProgress, program(write("1")));
  fs.writeFileSync(path.join(root, "pin"), "2");
  const second = await ensureInstalled(silentProgress, program(write("2")));
  expect([first, second].map((file) => fs.readFileSync(file, "utf8"))).toEqual(["1", "2"]);
});

test("an installation without the program is an error", async () => {
  await expect(
    ensureInstalled(
      silentProgress,
      program(() => Promise.resolve()),
    ),
  ).rejects.toThrow("Could not install the tool.");
});
