import { emulatorDir, LOCAL_STACK } from "../local/cloud";
import { stopEmulator } from "../local/emulator";
import { terminalProgress } from "../common/progress";

const HELP = `Usage: npm run stop

Stops the local cloud. Its data are saved: \`npm start\` brings them back.
`;

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  await stopEmulator({ dir: emulatorDir(LOCAL_STACK), progress: terminalProgress() });
  return 0;
}
