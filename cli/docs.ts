import * as fs from "node:fs";
import * as path from "node:path";

import { renderPolicyDocs } from "../policies/docs";
import { repoRoot } from "../common/paths";
import { main as writeOpenApi } from "./openapi";

const HELP = `Usage: npm run docs

Writes the documents that are generated: docs/policies.md from the rules, docs/openapi.json from the route table.
`;

/** Where the rules are described; findings link to it. */
export const policyDocsFile = path.join(repoRoot, "docs", "policies.md");

export function main(args: readonly string[]): number {
  if (args.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  fs.writeFileSync(policyDocsFile, renderPolicyDocs());
  process.stderr.write("• docs/policies.md written\n");
  return writeOpenApi([]);
}
