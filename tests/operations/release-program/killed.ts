/** A release in a process of its own, which release.test.ts kills. Its lock expires soon. */
import { silentProgress, terminalProgress } from "../../../common/progress";
import { Cloud } from "../../../local/cloud";
import { takeLock } from "../../../ops/operations/lock";
import { OperationsTable } from "../../../ops/operations/table";
import { operationOn } from "../../../ops/release/open";
import { programOf } from "../../../ops/release/program";
import { release } from "../../../ops/release/release";
import { stageOfCloud } from "../../../ops/stages/stage";

async function main([name = "", projectDir = "", endpoint = ""]: readonly string[]): Promise<void> {
  const cloud = await Cloud.open({ name, projectDir, port: Number(new URL(endpoint).port) }, silentProgress);
  const stage = stageOfCloud(cloud);
  const none = () => Promise.resolve([]);
  const services = { preflight: none, pending: none, migrate: none, smoke: none };
  await release({
    ...operationOn(stage, new AbortController().signal, terminalProgress(), services),
    lock: () => takeLock(OperationsTable.of(stage), "release", { seconds: 2 }),
    program: programOf(stage),
    settings: { bakeMinutes: 0 },
  });
}

void main(process.argv.slice(2));
