import { createSecretKey, type KeyObject } from "node:crypto";

import * as z from "zod/mini";

import { defined } from "./defined";
import { derivePhoneKeys, type PhoneKeys } from "./phone-keys";

/** Fewest bytes of a secret: as many as SHA-256 gives. */
const MIN_SECRET_BYTES = 32;

/**
 * How long a function uses secrets without asking the Parameter Store again, ms: what was rotated is in use everywhere
 * that soon. Each asking costs a call of SSM and one of KMS for each parameter, at most once in this time and container.
 */
export const SECRETS_MAX_AGE = 60_000;

/** A key that signs access tokens. */
export interface TokenKey {
  /** Names the key in a token's header. */
  kid: string;
  secret: KeyObject;
}

/** The key that signs now, and the one before, whose tokens are valid until they expire. */
export interface TokenKeys {
  current: TokenKey;
  previous?: TokenKey;
}

const key = z.strictObject({ kid: z.string().check(z.minLength(1), z.maxLength(32)), secret: z.string() });
const tokenKeys = z.strictObject({ current: key, previous: z.optional(key) });
const phoneSecret = z.strictObject({ secret: z.string() });
const phoneNumbers = z.array(z.string().check(z.regex(/^\+[1-9]\d{6,14}$/)));

/** Parameter `{"current":{"kid","secret"},"previous"?:{…}}`, secrets in base64url. @throws Error when it is not. */
export function parseTokenKeys(text: string): TokenKeys {
  const { current, previous } = tokenKeys.parse(JSON.parse(text));
  if (previous?.kid === current.kid) throw new Error("both keys have one kid");
  return defined({ current: tokenKey(current), previous: previous && tokenKey(previous) });
}

/** Parameter `{"secret"}` in base64url, as the keys that come of it. @throws Error when it is not. */
export function parsePhoneKeys(text: string): PhoneKeys {
  return derivePhoneKeys(secretBytes(phoneSecret.parse(JSON.parse(text)).secret));
}

/** Parameter `["+852…", …]`: numbers in E.164. @throws Error when it is not. */
export function parseAdminPhones(text: string): ReadonlySet<string> {
  return new Set(phoneNumbers.parse(JSON.parse(text)));
}

/** Parameter with what a phone shows as sender: 1 to 11 letters or digits. @throws Error when it is not. */
export function parseSenderId(text: string): string {
  if (!/^[A-Za-z0-9]{1,11}$/.test(text)) throw new Error("not a sender id");
  return text;
}

function tokenKey({ kid, secret }: z.infer<typeof key>): TokenKey {
  return { kid, secret: createSecretKey(secretBytes(secret)) };
}

function secretBytes(text: string): Buffer {
  const bytes = Buffer.from(text, "base64url");
  // Node skips what is not base64url, so a value in another coding would give a short, weak key.
  if (bytes.toString("base64url") !== text) throw new Error("a secret is not base64url");
  if (bytes.length < MIN_SECRET_BYTES)
    throw new Error(`a secret has fewer than ${String(MIN_SECRET_BYTES)} bytes`);
  return bytes;
}
