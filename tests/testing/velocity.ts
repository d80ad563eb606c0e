import { execFileSync } from "node:child_process";
import * as path from "node:path";

import { silentProgress } from "../../common/progress";
import { ensureVelocity } from "../../tools/install/velocity";

/** A template of an integration's answer, and the request that it may look at. */
export interface Rendering {
  template: string;
  request: Partial<Record<"header" | "querystring" | "path", Record<string, string>>>;
}

/** What a template makes: a body, and headers in place of those that are mapped. */
export interface Rendered {
  body: string;
  headers: Record<string, string>;
}

/** Renders templates by an engine of Velocity, which the local cloud does not have. */
export async function render(renderings: readonly Rendering[]): Promise<Rendered[]> {
  const python = await ensureVelocity(silentProgress);
  const input = JSON.stringify(renderings);
  const output = execFileSync(python, [path.join(__dirname, "velocity.py")], { input, encoding: "utf8" });
  return JSON.parse(output) as Rendered[];
}
