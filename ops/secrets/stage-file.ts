import * as fs from "node:fs";
import * as path from "node:path";

import writeFileAtomic from "write-file-atomic";
import { parseDocument, visit, type Document } from "yaml";

import { UserError } from "../../common/errors";

/** Beginnings of the salts of the stage files that the repo ships. Their passphrase was never kept. */
const PLACEHOLDER_SALTS = ["v1:n88hHdK/ULc=", "v1:hZ9sHjOZRz4=", "v1:dJyyyqhtjys="];

/** The comment above placeholders in a shipped stage file. */
const PLACEHOLDER_COMMENT = /^ Placeholders\b/;

/** Top-level keys by which the CLI decrypts the secrets of a stage file. */
const ENCRYPTION_KEYS = ["encryptionsalt", "secretsprovider", "encryptedkey"] as const;

type Encryption = Partial<Record<(typeof ENCRYPTION_KEYS)[number], string>>;

/** The stage of a stack name. In Pulumi Cloud a stack may be called `<organization>/<stage>`. */
export function stageOf(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

/** Stages that have a `Pulumi.<stage>.yaml` in a folder. */
export function stagesOf(projectDir: string): string[] {
  return fs.readdirSync(projectDir).flatMap((name) => /^Pulumi\.(\w+)\.yaml$/.exec(name)?.[1] ?? []);
}

/** @throws UserError unless the stage has a `Pulumi.<stage>.yaml` in the folder. */
export function refuseUnknownStage(projectDir: string, stage: string): void {
  const stages = stagesOf(projectDir);
  if (!stages.includes(stage))
    throw new UserError(`unknown stage "${stage}"`, `Stages: ${stages.join(", ")}`);
}

/** `Pulumi.<stage>.yaml`. Changes stay in memory until {@link save}; comments and line endings are kept. */
export class StageFile {
  readonly #document: Document;

  private constructor(
    /** e.g. `dev`. */
    readonly stage: string,
    readonly path: string,
    /** As it was read. */
    readonly text: string,
  ) {
    this.#document = parseDocument(text);
    const [error] = this.#document.errors;
    if (error !== undefined)
      throw new UserError(`${this.name} is not valid YAML: ${error.message}`, "Fix the file and try again.");
  }

  /**
   * Reads the file of a stack.
   * @throws UserError when the stage does not exist or its file is not valid YAML.
   */
  static read(projectDir: string, stack: string): StageFile {
    const stage = stageOf(stack);
    refuseUnknownStage(projectDir, stage);
    const file = path.join(projectDir, `Pulumi.${stage}.yaml`);
    return new StageFile(stage, file, fs.readFileSync(file, "utf8"));
  }

  /** e.g. `Pulumi.dev.yaml`. */
  get name(): string {
    return path.basename(this.path);
  }

  /** Settings that are not encrypted, by key, e.g. `aws:region`. */
  plain(): Record<string, unknown> {
    return Object.fromEntries(this.#settings().filter(([, value]) => !isSecret(value)));
  }

  /** Encrypted settings: ciphertext by key. */
  secrets(): Record<string, string> {
    return Object.fromEntries(
      this.#settings().flatMap(([key, value]) => (isSecret(value) ? [[key, value.secure]] : [])),
    );
  }

  /** Whether a list or an object of the file has a secret inside. */
  hasNestedSecrets(): boolean {
    return Object.values(this.plain()).some((value) => JSON.stringify(value).includes('"secure":'));
  }

  /** Whether the file still has the placeholders that it was shipped with. Nobody can decrypt them. */
  hasPlaceholders(): boolean {
    const { encryptionsalt = "" } = this.#encryption();
    return PLACEHOLDER_SALTS.some((salt) => encryptionsalt.startsWith(`${salt}:`));
  }

  /** Whether a passphrase decrypts the secrets of the file. */
  needsPassphrase(): boolean {
    return this.#encryption().encryptionsalt !== undefined;
  }

  /** Sets a plain setting. */
  set(key: string, value: unknown): void {
    this.#document.setIn(["config", key], value);
  }

  /** Removes all secrets and how they are encrypted. */
  removeSecrets(): void {
    for (const key of Object.keys(this.secrets())) this.#document.deleteIn(["config", key]);
    this.#setEncryption({});
  }

  /** Takes over the secrets of a file that the CLI has written, and how they are encrypted. */
  takeSecrets(text: string): void {
    const written = new StageFile(this.stage, this.path, text);
    for (const [key, secure] of Object.entries(written.secrets()))
      this.#document.setIn(["config", key], { secure });
    this.#setEncryption(written.#encryption());
    visit(this.#document, {
      Node: (_key, node) => {
        const lines = node.commentBefore?.split("\n") ?? [];
        const kept = lines.filter((line) => !PLACEHOLDER_COMMENT.test(line));
        if (kept.length < lines.length) node.commentBefore = kept.join("\n") || null;
      },
    });
  }

  /** Takes over the secrets that both files have from a newer one, and how they are encrypted. */
  takeKnownSecrets(newer: StageFile): void {
    const known = this.secrets();
    for (const [key, secure] of Object.entries(newer.secrets()))
      if (key in known) this.#document.setIn(["config", key], { secure });
    this.#setEncryption(newer.#encryption());
  }

  /** The text with the changes. */
  toString(): string {
    const text = this.#document.toString({ lineWidth: 0, flowCollectionPadding: false });
    return this.text.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
  }

  /**
   * Writes the changes to the file, in one step.
   * @throws UserError when somebody else has changed the file since it was read.
   */
  save(): void {
    if (fs.readFileSync(this.path, "utf8") !== this.text)
      throw new UserError(
        `${this.name} has changed in the meantime`,
        "Nothing was written. Run the command again.",
      );
    writeFileAtomic.sync(this.path, this.toString());
  }

  /** Copies the file as it was read. @returns the name of the copy. */
  backUp(): string {
    const backup = `${this.path}.${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}.bak`;
    fs.writeFileSync(backup, this.text, { mode: 0o600, flush: true });
    return path.basename(backup);
  }

  #settings(): [string, unknown][] {
    const { config } = (this.#document.toJS() ?? {}) as { config?: Record<string, unknown> };
    return Object.entries(config ?? {});
  }

  #encryption(): Encryption {
    return (this.#document.toJS() ?? {}) as Encryption;
  }

  #setEncryption(encryption: Encryption): void {
    for (const key of ENCRYPTION_KEYS) {
      if (encryption[key] === undefined) this.#document.delete(key);
      else this.#document.set(key, encryption[key]);
    }
  }
}

function isSecret(value: unknown): value is { secure: string } {
  return (
    typeof value === "object" && value !== null && Object.keys(value).join() === "secure" && "secure" in value
  );
}
