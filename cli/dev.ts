import { terminalProgress } from "../common/progress";
import { command } from "./command";

export const devCommand = command("dev", "deploy to the local cloud after every change")
  .description(
    "Starts the platform like `npm start`, then watches functions/, infra/ and policies/ and runs `pulumi up` after " +
      "every change. The policy pack is left out when only functions/ changed. Stop it with Ctrl-C; the local cloud " +
      "runs on until `npm run stop`.",
  )
  .action(async () => {
    const { watch } = await import("../ops/watch.js");
    await watch(terminalProgress());
  });
