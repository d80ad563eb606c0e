import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import getPort from "get-port";

import { resetEmulator, startEmulator } from "../../local/emulator";
import { silentProgress } from "../../common/progress";

/** Includes the time to install the emulator, ms. */
const INSTALL_TIMEOUT = 180_000;

/** An emulator for the tests of a file: started before them, removed after them. */
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

  /** Client options with full access to it. */
  get clientConfig() {
    if (this.endpointUrl === undefined) throw new Error("the emulator has not started yet");
    return {
      endpoint: this.endpointUrl,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
  }
}
