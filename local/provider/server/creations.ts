import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { signature, signatureKey, type Json, type JsonObject } from "../properties/wire";

/** Names the folder for notes of creations. Set by the local cloud; unset, nothing is noted. */
export const CREATIONS_VARIABLE = "SJC1990APP_CREATIONS";

/** A resource that is being made. */
export interface Creation {
  urn: string;
  type: string;
  /** In wire form, as in a stack's state. */
  inputs: JsonObject;
}

/**
 * Does the work of a creation, with a note of it until it is known how it ended. The engine forgets what it asked of a
 * provider that was killed, and the cloud may have made it: the note stays.
 */
export async function noted<T>(
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

/** No name depends on a secret, and no file needs to hold one. */
function withoutSecrets(_key: string, value: Json): Json | undefined {
  const isSecret =
    value !== null && typeof value === "object" && !Array.isArray(value) && value[signatureKey];
  return isSecret === signature.secret ? undefined : value;
}

/**
 * Creations of a stack that providers had begun when they were killed: what the cloud may have made, and the engine does
 * not know of.
 */
export function unfinishedCreations(folder: string, stack: string): Creation[] {
  return notesIn(folder, stack).map(({ creation }) => creation);
}

/** Forgets them. */
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

/** A note; `undefined` when its provider was killed while it wrote it, before it asked the cloud for anything. */
function read(file: string): Creation | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Creation;
  } catch {
    return undefined;
  }
}
