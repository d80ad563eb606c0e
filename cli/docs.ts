import { terminalProgress } from "../common/progress";
import { command } from "./command";

export const docsCommand = command("docs", "generate the documents that come from code")
  .description(
    "Generates the documents that come from code: docs/policies.md from the policy rules, docs/openapi.json from the " +
      "route table, and sections of docs/architecture.md, docs/configuration.md and docs/costs.md from the program, its " +
      "settings and the price tables.",
  )
  .action(async () => {
    const { writePolicyDocs } = await import("../tools/generate/policies.js");
    const { writeOpenApi } = await import("../tools/generate/openapi.js");
    const { writeDocuments } = await import("../tools/generate/documents.js");
    writePolicyDocs();
    writeOpenApi();
    await writeDocuments();
    terminalProgress().step(
      "Wrote docs/policies.md, openapi.json, architecture.md, configuration.md and costs.md",
    );
  });
