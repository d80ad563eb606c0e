import { terminalProgress } from "../common/progress";
import type { StartResult } from "../ops/start";
import { command, jsonOption } from "./command";

export const startCommand = command("start", "deploy the platform to the local cloud", "npm start --")
  .description(
    "Deploys the platform to the local cloud: installs what is missing, starts the emulator, runs `pulumi up` on the " +
      "stack local with the policy pack, and waits until the API answers. Run it again after a change or an interruption.",
  )
  .addOption(jsonOption("write the URLs to stdout as JSON; use it with npm start --silent"))
  .addHelpText("after", "\nEnvironment:\n  SJC1990APP_PORT  port of the local cloud (default: 4566)")
  .action(async ({ json }: { json?: boolean }) => {
    const { start } = await import("../ops/start.js");
    const result = await start(terminalProgress());
    process.stdout.write(json === true ? `${JSON.stringify(result)}\n` : report(result));
  });

function report({ apiUrl, endpointUrl, outboxUrl, referenceUrl, outboxPageUrl }: StartResult): string {
  return `
The platform is running.

  API             ${apiUrl}
  API reference   ${referenceUrl}
  Message outbox  ${outboxPageUrl}
  AWS endpoint    ${endpointUrl}

Sign in on the API reference page, or here:
  curl -s ${apiUrl}/auth/register -H 'content-type: application/json' \\
    -d '{"phoneNumber":"+85291234567","name":"Chan Tai Man"}'
  curl -s '${outboxUrl}?phoneNumber=%2B85291234567'      # shows the code
  curl -s ${apiUrl}/auth/verify -H 'content-type: application/json' \\
    -d '{"phoneNumber":"+85291234567","code":"<code>"}'

\`npm run stop\` stops it and keeps its data; \`npm run reset\` stops it and removes its data.
`;
}
