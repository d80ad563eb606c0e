import { readFileSync } from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../../common/paths";
import { renderPolicyDocs } from "../../policies/docs";
import { documentPaths, renderDocument } from "./documents";
import { openApiFile, renderOpenApi } from "./openapi";
import { policyDocsFile } from "./policies";

test.each([
  ["docs/openapi.json", openApiFile, renderOpenApi],
  ["docs/policies.md", policyDocsFile, renderPolicyDocs],
])("%s is up to date (run `npm run docs`)", (_, file, render) => {
  expect(readFileSync(file, "utf8")).toBe(render());
});

test.each(documentPaths)("%s is up to date (run `npm run docs`)", async (file) => {
  expect(readFileSync(path.join(repoRoot, file), "utf8")).toBe(await renderDocument(file));
});
