import { terminalProgress } from "../common/progress";
import { command } from "./command";

export const docsCommand = command("docs", "generate the documents that come from code")
  .description(
    "Generates the documents that come from code: docs/policies.md from the policy rules, docs/openapi.json from the " +
      "route table, and sections of docs/architecture.md and docs/configuration.md from the program and its settings.",
  )
  .action(async () => {
    const { writePolicyDocs } = await import("../tools/generate/policies.js");
    const { writeOpenApi } = await import("../tools/generate/openapi.js");
    const { writeDocuments } = await import("../tools/generate/documents.js");
    writePolicyDocs();
    writeOpenApi();
    await writeDocuments();
    terminalProgress().step("Wrote docs/policies.md, openapi.json, architecture.md and configuration.md");
  });
