import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzeRequest, EnforcementLevel, type AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { exceptions } from "./exceptions";
import { packRules } from "./rules";

test("the engine's runner starts the pack, which serves its rules as mandatory", async () => {
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  // From another directory than the pack's, as a language host may do.
  const child = spawn(process.execPath, [runner, "127.0.0.1:1", __dirname], { cwd: path.dirname(__dirname) });
  try {
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    expect(port).toMatch(/^\d+$/);
    const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const info = await new Promise<AnalyzerInfo>((resolve, reject) => {
      client.getAnalyzerInfo(new Empty(), (error, answer) => (error ? reject(error) : resolve(answer)));
    });
    // The engine asks for every resource whether something remediates it.
    const remediations = await new Promise<number>((resolve, reject) => {
      client.remediate(new AnalyzeRequest().setType("aws:s3/bucket:Bucket"), (error, answer) =>
        error ? reject(error) : resolve(answer.getRemediationsList().length),
      );
    });
    expect(remediations).toBe(0);
    client.close();
    expect(info.getName()).toBe("sjc1990app");
    expect(info.getVersion()).toBe("0.2.0");
    expect(info.getPoliciesList().map((policy) => policy.getName())).toEqual(
      packRules(exceptions).map(({ name }) => name),
    );
    for (const policy of info.getPoliciesList()) {
      expect(policy.getEnforcementlevel()).toBe(EnforcementLevel.MANDATORY);
      expect(policy.getUrl()).toBe(`docs/policies.md#${policy.getName()}`);
    }
  } finally {
    child.kill();
  }
}, 60_000);
