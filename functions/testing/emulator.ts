import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import getPort from "get-port";
import { CreateTableCommand, DynamoDBClient, type AttributeDefinition } from "@aws-sdk/client-dynamodb";

// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- a helper of tests, in no bundle
import { resetEmulator, startEmulator } from "../../local/emulator";

import { silentProgress } from "../../common/progress";

/** Time for an emulator that has to be installed first, ms. */
const INSTALL_TIMEOUT = 180_000;

const tables: Record<string, { key: string; indexes?: Record<string, string> }> = {
  users: { key: "userId", indexes: { phone: "phoneHash" } },
  "verification-codes": { key: "phoneHash" },
  sessions: { key: "sessionId" },
  "pending-approvals": { key: "userId" },
};

/** An emulator of this file's tests: started before them, gone after them. */
export class TestEmulator {
  private endpointUrl: string | undefined;
  private readonly home = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-functions-"));

  /** Call it at the top of a test file. */
  constructor() {
    const dir = path.join(this.home, "emulator");
    beforeAll(async () => {
      const { endpoint } = await startEmulator({
        dir,
        port: await getPort({ host: "127.0.0.1" }),
        progress: silentProgress,
      });
      this.endpointUrl = endpoint;
    }, INSTALL_TIMEOUT);
    afterAll(async () => {
      await resetEmulator({ dir, progress: silentProgress });
      fs.rmSync(this.home, { recursive: true, force: true });
    });
  }

  /** What a client needs to be root on it. */
  get clientConfig() {
    if (this.endpointUrl === undefined) throw new Error("the emulator is not up yet");
    return {
      endpoint: this.endpointUrl,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
  }

  /** Fresh, empty tables named `<prefix>-<table>`. */
  async makeTables(
    prefix: string,
  ): Promise<{ users: string; codes: string; sessions: string; approvals: string }> {
    const client = new DynamoDBClient(this.clientConfig);
    for (const [name, { key, indexes = {} }] of Object.entries(tables)) {
      await client.send(
        new CreateTableCommand({
          TableName: `${prefix}-${name}`,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
          AttributeDefinitions: [key, ...Object.values(indexes)].map(text),
          ...(Object.keys(indexes).length === 0
            ? {}
            : {
                GlobalSecondaryIndexes: Object.entries(indexes).map(([index, hash]) => ({
                  IndexName: index,
                  KeySchema: [{ AttributeName: hash, KeyType: "HASH" as const }],
                  Projection: { ProjectionType: "ALL" as const },
                })),
              }),
        }),
      );
    }
    return {
      users: `${prefix}-users`,
      codes: `${prefix}-verification-codes`,
      sessions: `${prefix}-sessions`,
      approvals: `${prefix}-pending-approvals`,
    };
  }
}

function text(name: string): AttributeDefinition {
  return { AttributeName: name, AttributeType: "S" };
}
