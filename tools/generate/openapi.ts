import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { routes } from "../../functions/routes";
import { openApiDocument } from "../../infra/lib/openapi/document";
import { version } from "../../package.json";

/** The checked-in API document. */
export const openApiFile = path.join(repoRoot, "docs", "openapi.json");

/** The API document of the route table. */
export function renderOpenApi(): string {
  return `${JSON.stringify(openApiDocument(routes, version), null, 2)}\n`;
}

/** Writes docs/openapi.json. */
export function writeOpenApi(): void {
  writeFileSync(openApiFile, renderOpenApi());
}

/** @throws UserError when docs/openapi.json is out of date. */
export function checkOpenApi(): void {
  if (readFileSync(openApiFile, "utf8") === renderOpenApi()) return;
  throw new UserError("docs/openapi.json is out of date", "Run `npm run openapi` and commit the file.");
}
