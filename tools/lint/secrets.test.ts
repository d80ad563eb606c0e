import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { silentProgress } from "../../common/progress";
import { ensureTool } from "../install";

// Without its cache, gitleaks is built first.
/** Looks random, but is the same in every run. */
const text = createHash("sha512").update("a secret").digest("base64");

test.each([
  ["the key of a stage that KMS has encrypted", "Pulumi.dev.yaml", `encryptedkey: ${text}`, false],
  ["the same line of another file", "settings.yaml", `encryptedkey: ${text}`, true],
  ["a secret of a stage in plain text", "Pulumi.dev.yaml", `apiKey: ${text}`, true],
])("%s: %s", async (_, name, line, isFinding) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-secrets-"));
  try {
    fs.writeFileSync(path.join(dir, name), `config: {}\n${line}\n`);
    const config = path.join(__dirname, "gitleaks.toml");
    const { exitCode } = await execa(
      await ensureTool("gitleaks", silentProgress),
      ["dir", dir, "--config", config, "--no-banner"],
      { reject: false },
    );
    expect(exitCode).toBe(isFinding ? 1 : 0);
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});
