import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repoRoot } from "../../common/paths";
import {
  backUp,
  holdsPlaceholders,
  holdsSecrets,
  needsPassphrase,
  readStageFile,
  replaceStageFile,
  withoutSecrets,
} from "./stage-file";

let dir: string;
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-stage-file-"));
});
afterEach(() => {
  fs.rmSync(dir, { recursive: true, force: true });
});

function put(stage: string, text: string): void {
  fs.writeFileSync(path.join(dir, `Pulumi.${stage}.yaml`), text);
}

test.each(["dev", "staging", "prod"])("%s is shipped with placeholders", (stage) => {
  const { text } = readStageFile(repoRoot, stage);
  expect(holdsPlaceholders(text)).toBe(true);
  expect(holdsSecrets(text)).toBe(true);
  expect(needsPassphrase(text)).toBe(true);
  const plain = withoutSecrets(text);
  expect(holdsPlaceholders(plain) || holdsSecrets(plain) || needsPassphrase(plain)).toBe(false);
});

test("the secrets of local are no placeholders", () => {
  expect(holdsPlaceholders(readStageFile(repoRoot, "local").text)).toBe(false);
});

test("without its secrets a file is what it was, line by line", () => {
  const text = [
    "secretsprovider: awskms://alias/x?region=us-east-1",
    "encryptedkey: AQID",
    "config:",
    "  # Money.",
    "  a:budget:",
    "    alertsAtUsd: [5, 10]",
    "  # Placeholders, which nobody can read.",
    "  a:one:",
    "    secure: v1:x:y",
    "  a:list:",
    "    - secure: v1:in:side",
    "  a:two:",
    "    secure: v1:z",
    "  a:last: secure",
    "encryptionsalt: v1:abc",
    "",
  ];
  const secret = [0, 1, 6, 7, 8, 11, 12, 14];
  expect(withoutSecrets(text.join("\n"))).toBe(text.filter((_line, at) => !secret.includes(at)).join("\n"));
});

test.each(["nowhere", "../x", "dev/", ""])("there is no stage %j", (stack) => {
  put("dev", "config: {}\n");
  expect(() => readStageFile(dir, stack)).toThrow("there is no stage");
});

test("a stack of an organisation has the file of its stage", () => {
  put("dev", "config: {}\n");
  expect(readStageFile(dir, "acme/dev")).toMatchObject({ stage: "dev", text: "config: {}\n" });
});

test("a file is replaced as a whole, keeps its mode, and leaves nothing beside it", () => {
  put("dev", "old\n");
  fs.chmodSync(path.join(dir, "Pulumi.dev.yaml"), 0o640);
  replaceStageFile(readStageFile(dir, "dev"), "new\n");
  expect(fs.readdirSync(dir)).toEqual(["Pulumi.dev.yaml"]);
  expect(readStageFile(dir, "dev").text).toBe("new\n");
  expect(fs.statSync(path.join(dir, "Pulumi.dev.yaml")).mode & 0o777).toBe(0o640);
});

test("a file that somebody else changed meanwhile is left to them", () => {
  put("dev", "old\n");
  const file = readStageFile(dir, "dev");
  put("dev", "theirs\n");
  expect(() => {
    replaceStageFile(file, "mine\n");
  }).toThrow("was changed meanwhile");
  expect(readStageFile(dir, "dev").text).toBe("theirs\n");
});

test("a link stays one", () => {
  fs.writeFileSync(path.join(dir, "real.yaml"), "old\n");
  fs.symlinkSync(path.join(dir, "real.yaml"), path.join(dir, "Pulumi.dev.yaml"));
  replaceStageFile(readStageFile(dir, "dev"), "new\n");
  expect(fs.readFileSync(path.join(dir, "real.yaml"), "utf8")).toBe("new\n");
  expect(fs.lstatSync(path.join(dir, "Pulumi.dev.yaml")).isSymbolicLink()).toBe(true);
});

test("a backup is the file as it was, for its owner's eyes", () => {
  put("dev", "old\n");
  const name = backUp(readStageFile(dir, "dev"));
  expect(fs.readFileSync(path.join(dir, name), "utf8")).toBe("old\n");
  expect(fs.statSync(path.join(dir, name)).mode & 0o777).toBe(0o600);
});
