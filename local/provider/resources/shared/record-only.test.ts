import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { repoRoot } from "../../../../common/paths";
import { startCloud, type Cloud } from "../../testing/cloud";
import { Plugin } from "../../testing/plugin";
import { resourceTypes } from "..";
import { recordOnlyTokens } from "./record-only";

const token = "aws:sns/smsPreferences:SmsPreferences";
const logged: LogRequest[] = [];
const engine = new Server();
let cloud: Cloud;
let plugin: Plugin;

beforeAll(async () => {
  engine.addService(EngineService, {
    log: ({ request }: ServerUnaryCall<LogRequest, Empty>, answer: sendUnaryData<Empty>) => {
      logged.push(request);
      answer(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  cloud = await startCloud();
  plugin = await Plugin.start(cloud.env, { engine: `127.0.0.1:${port}` });
  await plugin.configure();
});

afterAll(async () => {
  engine.forceShutdown();
  await plugin.stop();
  await cloud.stop();
});

test("a type that the emulator lacks is kept in the state, with a warning", async () => {
  const small = { monthlySpendLimit: 1 };
  await plugin.create(token, "sms", small, true);
  const made = await plugin.create(token, "sms", small);
  expect(made.outputs).toEqual({ ...small, region: "us-east-1" });
  const inputs = { ...small, defaultSenderId: "SJC1990" };
  const { paths } = await plugin.diff(token, "sms", made, inputs);
  expect(paths).toEqual({ defaultSenderId: "ADD" });
  const changed = await plugin.update(token, "sms", made, inputs);
  expect(await plugin.read(token, "sms", changed.id, changed)).toEqual(changed);
  expect(await plugin.read(token, "sms", changed.id)).toBeUndefined();
  await plugin.delete(token, "sms", changed);

  expect(logged.map((line) => [line.getSeverity(), line.getUrn(), line.getMessage()])).toEqual([
    [
      LogSeverity.WARNING,
      `urn:pulumi:test::test::${token}::sms`,
      `the local cloud keeps ${token} as a record only: it has no effect there`,
    ],
  ]);
});

test("the public access block of an account is global", async () => {
  const block = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
  const made = await plugin.create(block, "account", { blockPublicAcls: true });
  expect(made.id).toBe("000000000000");
  expect(made.outputs).toEqual({ blockPublicAcls: true });
});

test("the documentation lists every type that is a record only", () => {
  const text = readFileSync(path.join(repoRoot, "docs/local-cloud.md"), "utf8");
  const [, response = ""] = /\*\*Kept as records only[^]*?:\*\*([^]*?)\n\n/.exec(text) ?? [];
  const named = [...response.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  const names = recordOnlyTokens().map((one) => one.replace(/^aws:(.*)\/.*:(.*)$/, "$1.$2"));
  expect(named.sort()).toEqual([...names].sort());
  expect(resourceTypes.map((type) => type.token)).toEqual(expect.arrayContaining([...recordOnlyTokens()]));
});
