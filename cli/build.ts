import { command } from "./command";

export const buildCommand = command("build", "bundle the Lambda handlers into dist/")
  .description(
    "Bundles every Lambda handler into dist/ and prints the sizes. Deployments do not need it: the program bundles " +
      "the handlers itself.",
  )
  .action(async () => {
    const { bundleHandlers } = await import("../infra/lib/bundle.js");
    const { handlerEntries } = await import("../infra/lib/handlers.js");
    for (const { file, bytes } of (await bundleHandlers(handlerEntries())).values())
      process.stdout.write(`${(bytes / 1000).toFixed(1).padStart(7)} KB  dist/${file}\n`);
  });
