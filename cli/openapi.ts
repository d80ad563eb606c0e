import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { routes } from "../functions/routes";
import { openApiDocument } from "../infra/lib/openapi";
import { version } from "../package.json";
import { UserError } from "../common/errors";
import { repoRoot } from "../common/paths";

const HELP = `Usage: npm run openapi [-- --check]

Writes docs/openapi.json from the route table. With --check it writes nothing and fails when the file is stale.
`;

/** Where the document is checked in. */
export const openApiFile = path.join(repoRoot, "docs", "openapi.json");

/** The document as it is checked in. */
export function renderOpenApi(): string {
  return `${JSON.stringify(openApiDocument(routes, version), null, 2)}\n`;
}

export function main(args: readonly string[]): number {
  if (args.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  const fresh = renderOpenApi();
  if (args.includes("--check")) {
    if (readFileSync(openApiFile, "utf8") === fresh) return 0;
    throw new UserError(
      "docs/openapi.json is not what the route table says",
      "Run `npm run openapi` and commit the file.",
    );
  }
  mkdirSync(path.dirname(openApiFile), { recursive: true });
  writeFileSync(openApiFile, fresh);
  process.stderr.write("• docs/openapi.json written\n");
  return 0;
}
