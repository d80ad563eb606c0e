import { readFileSync } from "node:fs";

import { renderPolicyDocs } from "../../policies/docs";
import { openApiFile, renderOpenApi } from "./openapi";
import { policyDocsFile } from "./policies";

test.each([
  ["docs/openapi.json", openApiFile, renderOpenApi],
  ["docs/policies.md", policyDocsFile, renderPolicyDocs],
])("%s is up to date (run `npm run docs`)", (_, file, render) => {
  expect(readFileSync(file, "utf8")).toBe(render());
});
