/** `npm run stack:init` and `npm run rotate` with the real CLI, on backends and copies of the stages' files of their own. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import getPort from "get-port";

import type { Setting } from "../../infra/lib/settings-reader";
import { settings } from "../../infra/settings";
import { ensureEngine, localCloud, type Engine } from "../../local/engine";
import { resetEmulator, startEmulator } from "../../local/emulator";
import { repoRoot } from "../../common/paths";
import { silentProgress, type Progress } from "../../common/progress";
import { jsonClient } from "../../local/provider/clients/signed";
import { SECRET_SETTINGS } from "../../ops/secrets/keys";
import { changes, Owner, shipped } from "./stage-owner";

jest.setTimeout(300_000);

let engine: Engine;
let owner: Owner;

beforeAll(async () => {
  engine = await ensureEngine(silentProgress);
});
beforeEach(() => {
  owner = new Owner(engine);
});
afterEach(() => {
  owner.leave();
});

test("a stage becomes its owner's: the CLI decrypts it, the program takes it, and all else stays as it was", async () => {
  expect(await owner.init({ dryRun: true })).toContain("Nothing was done.");
  expect(owner.file).toBe(shipped);
  await expect(owner.pulumi("stack", "export")).rejects.toThrow("no stack named 'prod'");

  const noted = owner.noteArguments();
  const steps: string[] = [];
  const progress: Progress = { ...silentProgress, step: (text) => steps.push(text) };
  const report = await owner.init({ progress });

  const values = await owner.config();
  const wrong = Object.entries(settings as Record<string, Setting<unknown>>).filter(
    ([name, { schema, secret }]) => {
      const { value = "", secret: encrypted } = values[`sjc1990app:${name}`] ?? {};
      if (encrypted !== (secret === true)) return true;
      return !schema.safeParse(value).success && !schema.safeParse(JSON.parse(value)).success;
    },
  );
  expect(wrong).toEqual([]);
  expect(values["aws:region"]?.value).toBe("ap-east-1");
  expect(values["aws:allowedAccountIds"]?.value).toBe('["234567890123"]');
  expect(values["sjc1990app:adminPhones"]?.value).toBe('["+85291234567"]');

  const { gone, come } = changes(shipped, owner.file);
  const isSecret = (line: string): boolean => /^( {4}secure: v1:|encryptionsalt: v1:)/.test(line);
  expect(come.filter((line) => !isSecret(line))).toEqual([
    "  aws:region: ap-east-1",
    '    - "234567890123"',
    "  sjc1990app:emailFrom: no-reply@sjc.hk",
    "    - ops@sjc.hk",
    "    - second@sjc.hk",
  ]);
  expect(come.filter(isSecret)).toHaveLength(5);
  expect(gone.filter((line) => !isSecret(line))).toEqual([
    "  aws:region: us-east-1",
    '    - "444455556666"',
    "  sjc1990app:emailFrom: no-reply@sjc1990app.example.org",
    "    - on-call@sjc1990app.example.org",
    expect.stringMatching(/^ {2}# Placeholders/),
  ]);
  expect(owner.files()).toEqual(["Pulumi.local.yaml", "Pulumi.prod.yaml", "Pulumi.yaml"]);

  const told = [...report, ...steps, noted()].join("\n");
  expect(told).toContain("config");
  const { current } = await owner.keys();
  for (const secret of [current.secret, values["sjc1990app:phoneSecret"]?.value ?? ""]) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(told.includes(secret) || owner.file.includes(secret)).toBe(false);
  }
  // The setting that tells what an example still is must be seen to.
  expect(told).toContain("Still an example, to be changed in Pulumi.prod.yaml: sjc1990app:corsOrigins");

  await expect(owner.init()).rejects.toThrow("has secrets of its own already");
  owner.env["PULUMI_CONFIG_PASSPHRASE"] = "the passphrase of somebody else";
  await expect(owner.init()).rejects.toThrow("has secrets of its own already");
  await expect(owner.config()).rejects.toThrow("incorrect passphrase");
  await expect(owner.change()).rejects.toThrow("need their passphrase, which is another one");
});

test("secrets that can be read are no placeholders, whatever the file calls them", async () => {
  await owner.init();
  const own = owner.file.replace("config:\n", "config:\n  # Placeholders, which nobody can read.\n");
  owner.file = own;
  owner.loseStack();
  await expect(owner.init()).rejects.toThrow("has secrets of its own already");
  expect(owner.file).toBe(own);
});

test("a stack with resources keeps its secrets, unless they are to be thrown away", async () => {
  await owner.init();
  const own = owner.file;
  const state = JSON.parse(await owner.pulumi("stack", "export")) as { deployment: { resources?: object[] } };
  const urn = (type: string, name: string): string => `urn:pulumi:prod::sjc1990app::${type}::${name}`;
  state.deployment.resources = [
    { urn: urn("pulumi:pulumi:Stack", "sjc1990app-prod"), custom: false, type: "pulumi:pulumi:Stack" },
    { urn: urn("a:b:C", "thing"), custom: true, id: "thing", type: "a:b:C" },
  ];
  fs.writeFileSync(path.join(owner.root, "state.json"), JSON.stringify(state));
  await owner.pulumi("stack", "import", "--file", path.join(owner.root, "state.json"));

  // Somebody else's checkout, where the file is as it was shipped.
  owner.file = shipped;
  await expect(owner.init()).rejects.toThrow("has resources");
  expect(owner.file).toBe(shipped);

  owner.file = own;
  await owner.init({ discardSecrets: true });
  expect((await owner.keys()).current.kid).not.toBe("");
  const [backup = ""] = owner.files().filter((name) => name.endsWith(".bak"));
  expect(fs.readFileSync(path.join(owner.projectDir, backup), "utf8")).toBe(own);
  expect(JSON.parse(await owner.pulumi("stack", "export"))).toMatchObject({
    deployment: { resources: [{}, { id: "thing" }] },
  });
});

test("secrets that this command does not make are not lost", async () => {
  const other = shipped.replace(
    "encryptionsalt:",
    "  sjc1990app:other:\n    secure: v1:x:y\nencryptionsalt:",
  );
  owner.file = other;
  await expect(owner.init()).rejects.toThrow("holds what would be lost: sjc1990app:other");
  expect(owner.file).toBe(other);
});

test("who says no at the end has changed nothing", async () => {
  const ask = jest.fn(async () => "n");
  const refused = owner.init({ yes: false, prompt: { ask, tell: () => {} } });
  await expect(refused).rejects.toThrow("nothing was done");
  expect(ask).toHaveBeenCalledWith(expect.stringContaining("account 234567890123"));
  expect(owner.file).toBe(shipped);
  await expect(owner.pulumi("stack", "export")).rejects.toThrow("no stack named 'prod'");
});

test.each(["bogus", "awskms:alias", ""])("there is no secrets provider %j", async (secretsProvider) => {
  await expect(owner.init({ secretsProvider })).rejects.toThrow("there is no secrets provider");
});

test("local has nothing to set up", async () => {
  await expect(owner.init({ target: { ...owner.target, stack: "local" } })).rejects.toThrow(
    "is of no account",
  );
});

test("a run that is killed at any step loses nothing, and the next one does it all", async () => {
  for (const step of ["Making the stack", "Encrypting fresh secrets"]) {
    await runAndKill(step);
    expect(owner.file).toBe(shipped);
  }
  await runAndKill("Putting Pulumi.prod.yaml in its place");
  if (owner.file === shipped) await owner.init();
  expect((await owner.keys()).current.secret).toMatch(/^[\w-]{43}$/);
  expect(Object.keys(await owner.config())).toEqual(
    expect.arrayContaining(SECRET_SETTINGS.map((name) => `sjc1990app:${name}`)),
  );
});

/** Runs the command as a process of its own, and kills it when it says that a step begins. */
async function runAndKill(step: string): Promise<void> {
  const program = `
    require("tsx/cjs/api").register();
    require("./ops/secrets/init.ts").initStage({
      target: { projectDir: ${JSON.stringify(owner.projectDir)}, stack: "prod", env: process.env },
      given: ${JSON.stringify(Owner.given)},
      yes: true, dryRun: false, discardSecrets: false, now: new Date(),
      progress: require("./common/progress.ts").terminalProgress(),
    });
  `;
  const child = spawn(process.execPath, ["-e", program], {
    cwd: repoRoot,
    env: owner.env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (said.includes(`• ${step}`)) child.kill("SIGKILL");
  });
  const signal = await new Promise((resolve) => {
    child.once("close", (_code, by) => {
      resolve(by);
    });
  });
  if (signal !== "SIGKILL") throw new Error(`it ended before "${step}":\n${said}`);
}

describe("with a key of KMS", () => {
  let emulator: { dir: string; endpoint: string };
  const provider = "awskms://alias/sjc1990app-state?region=us-east-1&awssdk=v2";

  beforeAll(async () => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-kms-"));
    const { endpoint } = await startEmulator({
      dir,
      port: await getPort({ host: "127.0.0.1" }),
      progress: silentProgress,
    });
    emulator = { dir, endpoint };
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const kms = jsonClient("kms", { region: "us-east-1", endpoint, credentials });
    const { KeyMetadata } = await kms.call("CreateKey", {});
    const { KeyId } = KeyMetadata as { KeyId: string };
    await kms.call("CreateAlias", { AliasName: "alias/sjc1990app-state", TargetKeyId: KeyId });
  });
  afterAll(async () => {
    await resetEmulator({ dir: emulator.dir, progress: silentProgress });
    fs.rmSync(emulator.dir, { recursive: true, force: true });
  });

  test("no passphrase is needed to set a stage up, to read it or to rotate", async () => {
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
    await expect(owner.init({ secretsProvider: provider })).rejects.toThrow("has secrets of its own already");
  });
});

test("a rotation changes the keys in the file and nothing else, and needs the stack", async () => {
  await owner.init();
  const [own, before] = [owner.file, await owner.keys()];
  await owner.change({ dryRun: true });
  expect(owner.file).toBe(own);

  const noted = owner.noteArguments();
  const said = await owner.change();
  const after = await owner.keys();
  expect(after.previous).toEqual(before.current);
  expect(changes(own, owner.file).come).toEqual([expect.stringMatching(/^ {4}secure: /)]);
  expect([...said, noted()].join("\n").includes(after.current.secret)).toBe(false);

  await owner.change({ change: "drop-previous" });
  expect(await owner.keys()).toEqual({ current: after.current });
  expect((await owner.change({ change: "drop-previous" })).join()).toContain("there is nothing to drop");

  owner.loseStack();
  await expect(owner.change()).rejects.toThrow('there is no stack "prod"');
});

test("a stage that is not set up has nothing to rotate", async () => {
  await expect(owner.change()).rejects.toThrow("has no secrets of its own yet");
});
