import { terminalProgress } from "../common/progress";
import { command } from "./command";

export const docsCommand = command("docs", "generate docs/policies.md and docs/openapi.json")
  .description(
    "Generates the documents that come from code: docs/policies.md from the policy rules, and docs/openapi.json " +
      "from the route table.",
  )
  .action(async () => {
    const { writePolicyDocs } = await import("../tools/generate/policies.js");
    const { writeOpenApi } = await import("../tools/generate/openapi.js");
    writePolicyDocs();
    writeOpenApi();
    terminalProgress().step("Wrote docs/policies.md and docs/openapi.json");
  });
