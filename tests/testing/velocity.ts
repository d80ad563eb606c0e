import { execFileSync } from "node:child_process";
import * as path from "node:path";

import { silentProgress } from "../../common/progress";
import { ensurePython } from "../../tools/install";

/** A mapping template of an integration response, and the request it reads. */
export interface Rendering {
  template: string;
  request: Partial<Record<"header" | "querystring" | "path", Record<string, string>>>;
}

/** What a template renders: a body, and headers that override the mapped ones. */
export interface Rendered {
  body: string;
  headers: Record<string, string>;
}

/** Renders mapping templates with a Velocity engine, which the local cloud does not have. */
export async function render(renderings: readonly Rendering[]): Promise<Rendered[]> {
  const python = await ensurePython("airspeed", silentProgress);
  const input = JSON.stringify(renderings);
  const output = execFileSync(python, [path.join(__dirname, "velocity.py")], { input, encoding: "utf8" });
  return JSON.parse(output) as Rendered[];
}
