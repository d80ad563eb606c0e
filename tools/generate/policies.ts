import { writeFileSync } from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../../common/paths";
import { renderPolicyDocs } from "../../policies/docs";

/** The page of the policy rules; findings link to it. */
export const policyDocsFile = path.join(repoRoot, "docs", "policies.md");

/** Writes docs/policies.md from the rules. */
export function writePolicyDocs(): void {
  writeFileSync(policyDocsFile, renderPolicyDocs());
}
