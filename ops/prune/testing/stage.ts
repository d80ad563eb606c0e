import {
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";

import { physicalName } from "../../../infra/lib/names";
import { Ledger, type Release } from "../../operations/ledger";
import { takeLock } from "../../operations/lock";
import { OperationsTable } from "../../operations/table";
import type { AwsConfig, Stage } from "../../stages/stage";

/** A stage on an emulator. @param resources of its stack: type and name. */
export function fakeStage(aws: AwsConfig, name: string, resources: () => [string, string][]): Stage {
  const exportStack = () =>
    Promise.resolve({
      deployment: {
        resources: resources().map(([type, id]) => ({ urn: `urn::${id}`, type, id, custom: true })),
      },
    });
  const place = { stage: name, region: "us-east-1", accountId: "000000000000" };
  return {
    ...{ name, place, aws, projectDir: "", settings: {} },
    stack: () => Promise.resolve({ exportStack } as unknown as Awaited<ReturnType<Stage["stack"]>>),
    outputs: () => Promise.resolve({}),
  };
}

/** A function with some published versions. @returns its name. */
export async function addFunction({ aws, place }: Stage, name: string, versions: number): Promise<string> {
  const lambda = new LambdaClient(aws);
  const FunctionName = physicalName(name, place);
  const code = (text: string) => zipSync({ "index.js": Buffer.from(text) });
  await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName, Runtime: "nodejs24.x", Handler: "index.handler" },
      ...{ Role: "arn:aws:iam::000000000000:role/x", Code: { ZipFile: code("0") } },
    }),
  );
  for (let version = 1; version <= versions; version++) {
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: code(String(version)) }));
    await lambda.send(new PublishVersionCommand({ FunctionName }));
  }
  return FunctionName;
}

/** Records a release. */
export async function saveRelease(
  stage: Stage,
  id: string,
  status: Release["status"],
  versions: Record<string, string>,
): Promise<void> {
  const table = OperationsTable.of(stage);
  const lease = await takeLock(table, "release");
  const times = { committedAt: "2026-01-01T00:00:00Z", startedAt: "2026-01-01T00:00:00Z" };
  const what = { id, kind: "release", status, step: "finish", version: "1.0.0", commit: "abc" } as const;
  await new Ledger(table).save({ ...what, ...times, by: "ann", versions, events: [] }, lease);
  await lease.release();
}

/** Does something after the first call of a command, before its caller gets the answer. */
export function afterCall(Client: { prototype: unknown }, command: string, hook: () => unknown): void {
  const prototype = Client.prototype as { send: (this: unknown, ...args: unknown[]) => Promise<unknown> };
  const send = prototype.send;
  const spy = jest.spyOn(prototype, "send").mockImplementation(async function (this: unknown, ...args) {
    const answer = await send.apply(this, args);
    if ((args[0] as object).constructor.name === command) {
      spy.mockRestore();
      await hook();
    }
    return answer;
  });
}
