import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import getPort from "get-port";

import { repoRoot } from "../../common/paths";
import { silentProgress, type Progress } from "../../common/progress";
import { Cloud, emulatorDir } from "../../local/cloud";
import { resetEmulator } from "../../local/emulator";
import { copyProgram } from "../../ops/program-copy";
import { prepareStage } from "../../ops/rehearse/account";
import { throwAwaySecrets } from "../../ops/rehearse/secrets";
import { removeSecrets } from "../../ops/rehearse/stage-settings";

/** The stage with the most resources. */
const PROD = "prod";

/** Stacks on one local cloud. */
export interface Stacks {
  /** A program that only imports `@pulumi/aws`. */
  empty: Cloud;
  local: Cloud;
  prod: Cloud;
}

/** Deploys the stages local and prod to a local cloud, runs `work`, and removes the cloud. */
export async function withStacks<T>(progress: Progress, work: (stacks: Stacks) => Promise<T>): Promise<T> {
  const name = `bench-${String(process.pid)}`;
  const projectDir = copyProgram();
  const emptyDir = emptyProgram();
  try {
    const local = await Cloud.open(
      { name, port: await getPort({ host: "127.0.0.1" }), projectDir },
      progress,
    );
    const port = Number(new URL(local.endpoint).port);
    const empty = await Cloud.open(
      { name, port, projectDir: emptyDir, stack: "empty", project: "empty" },
      silentProgress,
    );
    const prod = await openStage(local, PROD);
    progress.step("Deploying the stages local and prod once");
    for (const stage of [local, prod]) await stage.pulumiOk(["up", "--yes", "--skip-preview"]);
    return await work({ empty, local, prod });
  } finally {
    await resetEmulator({ dir: emulatorDir(name), progress: silentProgress });
    Cloud.remove(name);
    for (const dir of [projectDir, emptyDir]) fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** Opens another stage on a local cloud, with its own settings but throw-away secrets. */
async function openStage({ name, endpoint, projectDir }: Cloud, stage: string): Promise<Cloud> {
  removeSecrets(projectDir, stage);
  const port = Number(new URL(endpoint).port);
  const cloud = await Cloud.open({ name, port, projectDir, stack: stage }, silentProgress);
  await prepareStage(cloud, throwAwaySecrets());
  return cloud;
}

/** The smallest Pulumi program on AWS. It runs in the usual way, but without type checks. */
function emptyProgram(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-empty-"));
  const files = {
    "Pulumi.yaml": "name: empty\nruntime:\n  name: nodejs\n  options:\n    nodeargs: --stack-trace-limit=3\n",
    "tsconfig.json": JSON.stringify({
      compilerOptions: { module: "nodenext", target: "es2022", noCheck: true },
    }),
    "package.json": JSON.stringify({ name: "empty", main: "index.ts" }),
    "index.ts": 'import * as aws from "@pulumi/aws";\nexport const region = aws.config.region ?? "none";\n',
  };
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(dir, file), text);
  fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(dir, "node_modules"));
  return dir;
}
