import { readFileSync } from "node:fs";

import { renderPolicyDocs } from "../policies/docs";
import { policyDocsFile } from "./docs";

test("docs/policies.md is what the rules say (else: npm run docs)", () => {
  expect(readFileSync(policyDocsFile, "utf8")).toBe(renderPolicyDocs());
});
