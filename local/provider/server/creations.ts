import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { signature, signatureKey, type Json, type JsonObject } from "../properties/wire";

/** The folder where creations are recorded. Set by the local cloud; nothing is recorded when it is unset. */
export const CREATIONS_VARIABLE = "SJC1990APP_CREATIONS";

/** A resource that is being created. */
export interface Creation {
  urn: string;
  type: string;
  /** In wire form, as in a stack's state. */
  inputs: JsonObject;
}

/**
 * Creates a resource and keeps a record of it meanwhile. When the provider is killed, the cloud may have created the
 * resource although the engine does not know: the record stays.
 */
export async function recorded<T>(
  creation: Creation,
  folder: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (folder === undefined) return work();
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${randomUUID()}.json`);
  fs.writeFileSync(file, JSON.stringify(creation, withoutSecrets), { mode: 0o600 });
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** No name depends on a secret, so the record needs none. */
function withoutSecrets(_key: string, value: Json): Json | undefined {
  const isSecret =
    value !== null && typeof value === "object" && !Array.isArray(value) && value[signatureKey];
  return isSecret === signature.secret ? undefined : value;
}

/**
 * Creations of a stack that were in progress when their provider was killed.
 */
export function unfinishedCreations(folder: string, stack: string): Creation[] {
  return notesIn(folder, stack).map(({ creation }) => creation);
}

/** Removes these records. */
export function forgetCreations(folder: string, stack: string): void {
  for (const { file } of notesIn(folder, stack)) fs.rmSync(file, { force: true });
}

function notesIn(folder: string, stack: string): { file: string; creation: Creation }[] {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    const creation = read(file);
    return creation?.urn.startsWith(`urn:pulumi:${stack}::`) === true ? [{ file, creation }] : [];
  });
}

/** A record; `undefined` when the provider was killed while it wrote it, before it called the cloud. */
function read(file: string): Creation | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Creation;
  } catch {
    return undefined;
  }
}
