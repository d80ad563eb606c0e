/** `npm run stack:init` and `npm run rotate` with the real CLI, on backends and stage files of their own. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import getPort from "get-port";

import { repoRoot } from "../../common/paths";
import { silentProgress, type Progress } from "../../common/progress";
import type { Setting } from "../../infra/lib/settings-reader";
import { settings } from "../../infra/settings";
import { resetEmulator, startEmulator } from "../../local/emulator";
import { ensureEngine, localCloud, type Engine } from "../../local/engine";
import { SECRET_SETTINGS } from "../../ops/secrets/keys";
import { person } from "../../ops/secrets/testing/person";
import { changes, fixture, given, Owner } from "./stage-owner";

let engine: Engine;
/** Has set its stage up. */
let settled: Owner;
let owner: Owner;
const told: string[] = [];

beforeAll(async () => {
  engine = await ensureEngine(silentProgress);
  settled = new Owner(engine);
  const noted = settled.noteArguments();
  const progress: Progress = { ...silentProgress, step: (text) => told.push(text) };
  told.push(...(await settled.init({ progress })), noted());
});
afterAll(() => {
  settled.remove();
});
beforeEach(() => {
  owner = new Owner(engine);
});
afterEach(() => {
  owner.remove();
});

describe("a stage that was set up", () => {
  beforeEach(() => {
    owner.remove();
    owner = settled.copy();
  });

  test("has valid settings, which the CLI decrypts", async () => {
    const values = await owner.config();
    const wrong = Object.entries(settings as Record<string, Setting>).filter(([name, { schema, secret }]) => {
      const { value, secret: encrypted } = values[`sjc1990app:${name}`] ?? {};
      if (value === undefined) return !schema.safeParse(undefined).success;
      if (encrypted !== (secret === true)) return true;
      return !schema.safeParse(value).success && !schema.safeParse(JSON.parse(value)).success;
    });
    expect(wrong).toEqual([]);
    expect(values["aws:region"]?.value).toBe("ap-east-1");
    expect(values["aws:allowedAccountIds"]?.value).toBe('["234567890123"]');
    expect(values["sjc1990app:adminPhones"]?.value).toBe('["+85291234567"]');
  });

  test("has the answers and new secrets in its file; everything else is unchanged", () => {
    const { removed, added } = changes(fixture, owner.file);
    const isSecret = (line: string): boolean => /^( {4}secure: v1:|encryptionsalt: v1:)/.test(line);
    expect(added.filter((line) => !isSecret(line))).toEqual([
      "  aws:region: ap-east-1",
      '    - "234567890123"',
      "  sjc1990app:emailFrom: no-reply@sjc.hk",
      "    - ops@sjc.hk",
      "    - second@sjc.hk",
    ]);
    expect(added.filter(isSecret)).toHaveLength(SECRET_SETTINGS.length + 1);
    expect(removed.filter((line) => !isSecret(line))).toEqual([
      "  aws:region: us-east-1",
      '    - "444455556666"',
      "  sjc1990app:emailFrom: no-reply@sjc1990app.example.org",
      "    - on-call@sjc1990app.example.org",
      expect.stringMatching(/^ {2}# Placeholders/),
    ]);
    expect(owner.files()).toEqual(["Pulumi.local.yaml", "Pulumi.prod.yaml", "Pulumi.yaml"]);
  });

  test("has secrets that were in no argument, no message and not readable in the file", async () => {
    const said = told.join("\n");
    expect(said).toContain("sjc1990app:phoneSecret");
    const values = await owner.config();
    const { current } = await owner.keys();
    for (const secret of [current.secret, values["sjc1990app:phoneSecret"]?.value ?? ""]) {
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(said.includes(secret) || owner.file.includes(secret)).toBe(false);
    }
    expect(said).not.toContain("+85291234567");
    expect(said).toContain("Still an example in Pulumi.prod.yaml: sjc1990app:corsOrigins");
  });

  test("is refused, also with another passphrase and with a comment that calls its secrets placeholders", async () => {
    await expect(owner.init()).rejects.toThrow("already has secrets of its own");
    owner.env["PULUMI_CONFIG_PASSPHRASE"] = "the passphrase of somebody else";
    await expect(owner.init()).rejects.toThrow("already has secrets of its own");
    await expect(owner.config()).rejects.toThrow("incorrect passphrase");
    await expect(owner.change()).rejects.toThrow("incorrect passphrase");
    owner.file = owner.file.replace("config:\n", "config:\n  # Placeholders, which nobody can decrypt.\n");
    owner.loseStack();
    await expect(owner.init()).rejects.toThrow("already has secrets of its own");
  });

  test("keeps its secrets while the stack has resources, unless they are to be discarded", async () => {
    const own = owner.file;
    const state = JSON.parse(await owner.pulumi("stack", "export")) as {
      deployment: { resources?: object[] };
    };
    const urn = (type: string, name: string): string => `urn:pulumi:prod::sjc1990app::${type}::${name}`;
    state.deployment.resources = [
      { urn: urn("pulumi:pulumi:Stack", "sjc1990app-prod"), custom: false, type: "pulumi:pulumi:Stack" },
      { urn: urn("a:b:C", "thing"), custom: true, id: "thing", type: "a:b:C" },
    ];
    fs.writeFileSync(path.join(owner.root, "state.json"), JSON.stringify(state));
    await owner.pulumi("stack", "import", "--file", path.join(owner.root, "state.json"));

    // Another checkout, where the file still has placeholders.
    owner.file = fixture;
    await expect(owner.init()).rejects.toThrow("has resources");
    expect(owner.file).toBe(fixture);

    owner.file = own;
    const before = await owner.keys();
    await owner.init({ discardSecrets: true });
    expect((await owner.keys()).current.kid).not.toBe(before.current.kid);
    const [backup = ""] = owner.files().filter((name) => name.endsWith(".bak"));
    expect(fs.readFileSync(path.join(owner.projectDir, backup), "utf8")).toBe(own);
    expect(JSON.parse(await owner.pulumi("stack", "export"))).toMatchObject({
      deployment: { resources: [{}, { id: "thing" }] },
    });
  });

  test("rotates the keys in its file and nothing else, and needs its stack", async () => {
    const [own, before] = [owner.file, await owner.keys()];
    await owner.change({ dryRun: true });
    expect(owner.file).toBe(own);

    const noted = owner.noteArguments();
    const said = await owner.change();
    const after = await owner.keys();
    expect(after.previous).toEqual(before.current);
    expect(changes(own, owner.file).added).toEqual([expect.stringMatching(/^ {4}secure: /)]);
    const output = [...said, noted()].join("\n");
    expect(output).toContain("sjc1990app:jwtSecrets");
    expect(output.includes(after.current.secret)).toBe(false);

    await owner.change({ change: "drop-previous" });
    expect(await owner.keys()).toEqual({ current: after.current });
    expect((await owner.change({ change: "drop-previous" })).join()).toContain("there is nothing to drop");

    owner.loseStack();
    await expect(owner.change()).rejects.toThrow('there is no stack "prod"');
  });
});

test("a dry run, and a no to the last question, change nothing", async () => {
  expect(await owner.init({ dryRun: true })).toContain("Dry run: nothing was changed.");
  // Enter takes each answer that was given; the last one is the confirmation.
  const { prompt, asked } = person("n");
  await expect(owner.init({ yes: false, prompt })).rejects.toThrow("nothing was changed");
  expect(asked).toEqual([expect.stringContaining("account 234567890123")]);
  expect(owner.file).toBe(fixture);
  await expect(owner.pulumi("stack", "export")).rejects.toThrow("no stack named 'prod'");
});

test("secrets that this command does not know are not lost", async () => {
  const other = fixture.replace(
    "encryptionsalt:",
    "  sjc1990app:other:\n    secure: v1:x:y\nencryptionsalt:",
  );
  owner.file = other;
  await expect(owner.init()).rejects.toThrow("has values that would be lost: sjc1990app:other");
  expect(owner.file).toBe(other);
});

test.each(["bogus", "awskms:alias", ""])("there is no secrets provider %j", async (secretsProvider) => {
  await expect(owner.init({ secretsProvider })).rejects.toThrow("unknown secrets provider");
});

test("the stage local needs no set-up", async () => {
  const target = { ...owner.target, stack: "local" };
  await expect(owner.init({ target })).rejects.toThrow("needs no set-up");
});

test("a stage that is not set up has nothing to rotate", async () => {
  await expect(owner.change()).rejects.toThrow("is not set up");
});

test("a run that is killed at any step loses nothing, and the next run completes", async () => {
  for (const step of ["Creating the stack", "Encrypting new secrets"]) {
    await runAndKill(step);
    expect(owner.file).toBe(fixture);
  }
  await runAndKill("Writing Pulumi.prod.yaml");
  if (owner.file === fixture) await owner.init();
  expect((await owner.keys()).current.secret).toMatch(/^[\w-]{43}$/);
  expect(Object.keys(await owner.config())).toEqual(
    expect.arrayContaining(SECRET_SETTINGS.map((name) => `sjc1990app:${name}`)),
  );
});

/** Sets the stage up in a process of its own, and kills that when a step begins. */
async function runAndKill(step: string): Promise<void> {
  const args = { given, secretsProvider: "passphrase", yes: true, dryRun: false, discardSecrets: false };
  const target = { projectDir: owner.projectDir, stack: "prod" };
  const program = `
    require("tsx/cjs/api").register();
    const { terminalProgress } = require("./common/progress.ts");
    require("./ops/secrets/init.ts").initStage({
      ...${JSON.stringify(args)}, target: { ...${JSON.stringify(target)}, env: process.env },
      progress: terminalProgress(), now: new Date(),
    });
  `;
  const child = spawn(process.execPath, ["-e", program], {
    cwd: repoRoot,
    env: owner.env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (output.includes(`• ${step}`)) child.kill("SIGKILL");
  });
  const signal = await new Promise((resolve) => {
    child.once("close", (_code, by) => {
      resolve(by);
    });
  });
  if (signal !== "SIGKILL") throw new Error(`it ended before "${step}":\n${output}`);
}

describe("with a KMS key", () => {
  let emulator: { dir: string; endpoint: string };
  const provider = "awskms://alias/sjc1990app-state?region=us-east-1&awssdk=v2";

  beforeAll(async () => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-kms-"));
    const { endpoint } = await startEmulator({ dir, port: await getPort(), progress: silentProgress });
    emulator = { dir, endpoint };
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const kms = new KMSClient({ region: "us-east-1", endpoint, credentials });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const alias = { AliasName: "alias/sjc1990app-state", TargetKeyId: KeyMetadata?.KeyId };
    await kms.send(new CreateAliasCommand(alias));
  });
  afterAll(async () => {
    await resetEmulator({ dir: emulator.dir, progress: silentProgress });
    fs.rmSync(emulator.dir, { recursive: true, force: true });
  });

  test("a stage is set up, read and rotated without a passphrase", async () => {
    delete owner.env["PULUMI_CONFIG_PASSPHRASE"];
    Object.assign(owner.env, localCloud(emulator.endpoint));
    await owner.init({ secretsProvider: provider });
    expect(owner.file).toContain(`secretsprovider: ${provider}\n`);
    expect(owner.file).not.toContain("encryptionsalt");
    const before = await owner.keys();
    expect(before).toEqual({ current: before.current });

    await owner.change();
    const after = await owner.keys();
    expect(after.previous).toEqual(before.current);
    expect(after.current.kid).not.toBe(before.current.kid);
    await expect(owner.init({ secretsProvider: provider })).rejects.toThrow("already has secrets of its own");
  });
});
