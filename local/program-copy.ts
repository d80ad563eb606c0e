import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { repoRoot } from "./paths";

/** What the program is made of; a copy of it can be changed without touching the checkout. */
const PROGRAM = [
  "Pulumi.yaml",
  "Pulumi.local.yaml",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "infra",
  "functions",
  "policies",
];

/** A copy of the program in a folder of its own, for tests that change it. */
export function copyProgram(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-program-"));
  for (const entry of PROGRAM)
    fs.cpSync(path.join(repoRoot, entry), path.join(dir, entry), { recursive: true });
  fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(dir, "node_modules"));
  return dir;
}

/** Changes one file of a copied program. Fails when the text to replace is not there. */
export function edit(projectDir: string, file: string, from: string | RegExp, to: string): void {
  const full = path.join(projectDir, file);
  const text = fs.readFileSync(full, "utf8");
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} does not hold ${String(from)}`);
  fs.writeFileSync(full, changed);
}

/** A port on 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
