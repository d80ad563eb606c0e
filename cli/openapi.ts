import { terminalProgress } from "../common/progress";
import { command } from "./command";

export const openapiCommand = command("openapi", "generate docs/openapi.json")
  .description("Generates docs/openapi.json from the route table.")
  .option("--check", "write nothing; fail if the file is out of date")
  .action(async ({ check }: { check?: boolean }) => {
    const { checkOpenApi, writeOpenApi } = await import("../tools/generate/openapi.js");
    if (check === true) {
      checkOpenApi();
      return;
    }
    writeOpenApi();
    terminalProgress().step("Wrote docs/openapi.json");
  });
