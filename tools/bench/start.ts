import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";
import getPort from "get-port";

import { repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { seconds, type Figure } from "./figures";

/** `npm start` on a stopped local cloud with warm caches, and again while it runs. */
export async function warmStart(progress: Progress): Promise<Figure[]> {
  progress.step("Warm npm start");
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-bench-"));
  const env = {
    ...process.env,
    SJC1990APP_STATE_DIR: stateDir,
    SJC1990APP_PORT: String(await getPort({ host: "127.0.0.1" })),
  };
  const npm = (...args: string[]) => execa("npm", args, { cwd: repoRoot, env, stdin: "ignore" });
  try {
    await npm("start", "--silent");
    await npm("run", "stop");
    const warm = await seconds(() => npm("start", "--silent"));
    const again = await seconds(() => npm("start", "--silent"));
    return [
      { name: "npm start, stopped and warm, to the first answer", value: warm, unit: "s", limit: 20 },
      { name: "npm start, running, to the first answer", value: again, unit: "s", limit: 20 },
    ];
  } finally {
    await npm("run", "reset");
    fs.rmSync(stateDir, { recursive: true, force: true });
  }
}
