import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { repoRoot } from "../../common/paths";
import { runProgram } from "../../infra/offline/run-program";
import { stageResources } from "../../ops/cost/resources";
import { renderArchitecture } from "./architecture";
import { renderCosts } from "./costs";
import { replaceSection } from "./section";
import { renderSettings } from "./settings";

const read = (file: string): string => readFileSync(path.join(repoRoot, file), "utf8");

/** Documents of which a section is generated, by path. */
const documents: Readonly<Record<string, () => Promise<string>>> = {
  "docs/architecture.md": async () => {
    const registered = await runProgram({ stack: "dev" });
    return replaceSection(read("docs/architecture.md"), "diagram", renderArchitecture(registered, "dev"));
  },
  "docs/costs.md": async () => {
    const resources = await stageResources("prod");
    return replaceSection(read("docs/costs.md"), "estimate", renderCosts(resources));
  },
  "docs/configuration.md": () => {
    const { config } = parse(read("Pulumi.yaml")) as { config: Parameters<typeof renderSettings>[0] };
    return Promise.resolve(replaceSection(read("docs/configuration.md"), "settings", renderSettings(config)));
  },
};

/** Paths of the documents with a generated section. */
export const documentPaths = Object.keys(documents);

/** A document with its generated section brought up to date. */
export async function renderDocument(file: string): Promise<string> {
  const render = documents[file];
  if (render === undefined) throw new Error(`${file} has no generated section`);
  return render();
}

/** Writes the generated sections. */
export async function writeDocuments(): Promise<void> {
  for (const file of documentPaths) writeFileSync(path.join(repoRoot, file), await renderDocument(file));
}
