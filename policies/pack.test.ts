import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { EnforcementLevel, type AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { exceptions } from "./exceptions";
import { version } from "./package.json";
import { packRules } from "./rules";

test("Pulumi's runner starts the pack, which serves every rule as mandatory", async () => {
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(process.execPath, [runner, "127.0.0.1:1", __dirname], { cwd: __dirname });
  try {
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    expect(port).toMatch(/^\d+$/);
    const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const info = await new Promise<AnalyzerInfo>((resolve, reject) => {
      client.getAnalyzerInfo(new Empty(), (error, answer) => (error ? reject(error) : resolve(answer)));
    });
    client.close();
    expect([info.getName(), info.getVersion()]).toEqual(["sjc1990app", version]);
    expect(info.getPoliciesList().map((policy) => policy.getName())).toEqual(
      packRules(exceptions).map(({ name }) => name),
    );
    for (const policy of info.getPoliciesList()) {
      expect(policy.getEnforcementlevel()).toBe(EnforcementLevel.MANDATORY);
      expect(policy.getUrl()).toBe(`docs/policies.md#${policy.getName()}`);
    }
  } finally {
    child.kill();
    await once(child, "exit");
  }
}, 60_000);
