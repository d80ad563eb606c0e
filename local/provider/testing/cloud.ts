import { mkdtempSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import getPort from "get-port";
import { resetEmulator, startEmulator } from "../../emulator";
import { silentProgress } from "../../../common/progress";
import type { Clients } from "../clients/connect";
import { connect } from "../clients/connect";

/** An emulator of a test's own. */
export interface Cloud {
  /** What the plugin and `locateResource` take. */
  env: Record<string, string>;
  /** For changes behind the engine's back. */
  clients: Clients;
  /** Stops it and removes what it holds. */
  stop(): Promise<void>;
}

/** Starts an empty emulator on a free port. */
export async function startCloud(): Promise<Cloud> {
  const dir = path.join(mkdtempSync(path.join(os.tmpdir(), "provider-test-")), "emulator");
  const { endpoint } = await startEmulator({
    dir,
    port: await getPort({ host: "127.0.0.1" }),
    progress: silentProgress,
  });
  const key = { accessKeyId: "test", secretAccessKey: "test" };
  return {
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      AWS_REGION: "us-east-1",
    },
    clients: connect({ region: "us-east-1", ...key, endpoint, endpoints: {} }),
    stop: () => resetEmulator({ dir, progress: silentProgress }),
  };
}
