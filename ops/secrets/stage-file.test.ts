import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repoRoot } from "../../common/paths";
import { StageFile, stagesOf } from "./stage-file";

let dir: string;
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-stage-file-"));
});
afterEach(() => {
  fs.rmSync(dir, { recursive: true, force: true });
});

const fileOf = (stage: string): string => path.join(dir, `Pulumi.${stage}.yaml`);

function put(stage: string, text: string): StageFile {
  fs.writeFileSync(fileOf(stage), text);
  return StageFile.read(dir, stage);
}

/** A stage file as the repo ships them. */
const shipped = `config:
  aws:region: us-east-1
  aws:allowedAccountIds:
    - "111122223333"
  # Money.
  sjc1990app:budget:
    alertsAtUsd: [5, 10]
  # Placeholders, which nobody can read.
  sjc1990app:smsSenderId:
    secure: v1:x:y
  # Never changes.
  sjc1990app:phoneSecret:
    secure: v1:z
  sjc1990app:last: secure
encryptionsalt: v1:n88hHdK/ULc=:v1:abc
`;

/** What the CLI writes for the owner's own secrets. */
const written = `config:
  sjc1990app:smsSenderId:
    secure: v1:own
  sjc1990app:phoneSecret:
    secure: v1:own2
secretsprovider: awskms://alias/x?region=us-east-1
encryptedkey: AQID
`;

const owned = `config:
  aws:region: us-east-1
  aws:allowedAccountIds:
    - "111122223333"
  # Money.
  sjc1990app:budget:
    alertsAtUsd: [5, 10]
  sjc1990app:smsSenderId:
    secure: v1:own
  # Never changes.
  sjc1990app:phoneSecret:
    secure: v1:own2
  sjc1990app:last: secure
secretsprovider: awskms://alias/x?region=us-east-1
encryptedkey: AQID
`;

test("settings and secrets are read apart", () => {
  const file = put("dev", shipped);
  expect(file.plain()).toEqual({
    "aws:region": "us-east-1",
    "aws:allowedAccountIds": ["111122223333"],
    "sjc1990app:budget": { alertsAtUsd: [5, 10] },
    "sjc1990app:last": "secure",
  });
  expect(file.secrets()).toEqual({ "sjc1990app:smsSenderId": "v1:x:y", "sjc1990app:phoneSecret": "v1:z" });
  expect([file.hasPlaceholders(), file.needsPassphrase(), file.hasNestedSecrets()]).toEqual([
    true,
    true,
    false,
  ]);
});

test("an unchanged file is written as it was read", () => {
  expect(put("dev", shipped).toString()).toBe(shipped);
});

test("a comment about placeholders goes with the placeholders", () => {
  for (const stage of stagesOf(repoRoot)) {
    const file = StageFile.read(repoRoot, stage);
    expect(file.hasPlaceholders()).toBe(file.text.includes("# Placeholders"));
  }
});

test("own secrets replace placeholders; everything else stays", () => {
  const file = put("dev", shipped);
  file.takeSecrets(written);
  expect(file.toString()).toBe(owned);
  file.save();
  const saved = StageFile.read(dir, "dev");
  expect([saved.hasPlaceholders(), saved.needsPassphrase()]).toEqual([false, false]);
});

test.each<[string, (text: string) => string]>([
  ["CRLF line endings", (text) => text.replaceAll("\n", "\r\n")],
  ["quoted keys", (text) => text.replace(/^ {2}([\w:]+):/gm, '  "$1":')],
])("%s are kept", (_what, change) => {
  const file = put("dev", change(shipped));
  expect([file.hasPlaceholders(), Object.keys(file.secrets()).length]).toEqual([true, 2]);
  file.takeSecrets(written);
  expect(file.toString()).toBe(change(owned));
});

test("another indent is understood", () => {
  const file = put(
    "dev",
    shipped.replace(/^ +/gm, (indent) => indent.repeat(2)),
  );
  file.takeSecrets(written);
  expect(file.toString()).toBe(owned);
});

test("without its secrets a file holds the plain settings and nothing about encryption", () => {
  const file = put("dev", shipped);
  file.removeSecrets();
  expect(file.toString()).toBe(`config:
  aws:region: us-east-1
  aws:allowedAccountIds:
    - "111122223333"
  # Money.
  sjc1990app:budget:
    alertsAtUsd: [5, 10]
  sjc1990app:last: secure
`);
});

test("a setting is changed in its place", () => {
  const file = put("dev", shipped);
  file.set("aws:allowedAccountIds", ["234567890123"]);
  file.set("aws:region", "ap-east-1");
  expect(file.toString()).toBe(
    shipped.replace('"111122223333"', '"234567890123"').replace("us-east-1", "ap-east-1"),
  );
});

test("a secret inside a list or an object is found", () => {
  const nested = "config:\n  a:list:\n    - secure: v1:in:side\n";
  expect(put("dev", nested).hasNestedSecrets()).toBe(true);
});

test.each(["nowhere", "../x", "dev/", ""])("there is no stage %j", (stack) => {
  put("dev", "config: {}\n");
  expect(() => StageFile.read(dir, stack)).toThrow("unknown stage");
});

test("a file that is not YAML is refused by its name", () => {
  expect(() => put("dev", "config: [\n")).toThrow("Pulumi.dev.yaml is not valid YAML");
});

test("a stack of an organization has the file of its stage", () => {
  put("dev", "config: {}\n");
  expect(StageFile.read(dir, "acme/dev")).toMatchObject({ stage: "dev", text: "config: {}\n" });
});

test("saving keeps the mode, and leaves nothing beside the file", () => {
  put("dev", "config: {}\n");
  fs.chmodSync(fileOf("dev"), 0o640);
  const file = StageFile.read(dir, "dev");
  file.set("a:b", "c");
  file.save();
  expect(fs.readdirSync(dir)).toEqual(["Pulumi.dev.yaml"]);
  expect(StageFile.read(dir, "dev").plain()).toEqual({ "a:b": "c" });
  expect(fs.statSync(fileOf("dev")).mode & 0o777).toBe(0o640);
});

test("a file that somebody else changed in the meantime is not overwritten", () => {
  const file = put("dev", "config: {}\n");
  put("dev", "config: {} # theirs\n");
  file.set("a:b", "c");
  expect(() => {
    file.save();
  }).toThrow("has changed in the meantime");
  expect(StageFile.read(dir, "dev").text).toBe("config: {} # theirs\n");
});

test("a symbolic link stays one", () => {
  fs.writeFileSync(path.join(dir, "real.yaml"), "config: {}\n");
  fs.symlinkSync(path.join(dir, "real.yaml"), fileOf("dev"));
  const file = StageFile.read(dir, "dev");
  file.set("a:b", "c");
  file.save();
  expect(fs.readFileSync(path.join(dir, "real.yaml"), "utf8")).toContain("a:b");
  expect(fs.lstatSync(fileOf("dev")).isSymbolicLink()).toBe(true);
});

test("a backup is the file as it was read, for its owner only", () => {
  const file = put("dev", shipped);
  file.removeSecrets();
  const name = file.backUp();
  expect(fs.readFileSync(path.join(dir, name), "utf8")).toBe(shipped);
  expect(fs.statSync(path.join(dir, name)).mode & 0o777).toBe(0o600);
});
