import { createSecretKey, type KeyObject } from "node:crypto";

import * as z from "zod/mini";

import { defined } from "./defined";
import { derivePhoneKeys, type PhoneKeys } from "./phone-keys";

/** Minimum length of a secret: the output size of SHA-256. */
const MIN_SECRET_BYTES = 32;

/**
 * How long a function caches secrets, ms: a rotated secret is in use everywhere after this time. Each read costs an SSM
 * and a KMS call for each parameter and container.
 */
export const SECRETS_MAX_AGE = 60_000;

/** A signing key of access tokens. */
export interface TokenKey {
  /** Key id in the header of a token. */
  kid: string;
  secret: KeyObject;
}

/** The signing key, and the previous one, whose tokens stay valid until they expire. */
export interface TokenKeys {
  current: TokenKey;
  previous?: TokenKey;
}

const key = z.strictObject({ kid: z.string().check(z.minLength(1), z.maxLength(32)), secret: z.string() });
const tokenKeys = z.strictObject({ current: key, previous: z.optional(key) });
const phoneSecret = z.strictObject({ secret: z.string() });
const phoneNumbers = z.array(z.string().check(z.regex(/^\+[1-9]\d{6,14}$/)));

/** Parameter `{"current":{"kid","secret"},"previous"?:{…}}`, secrets in base64url. @throws Error if malformed. */
export function parseTokenKeys(text: string): TokenKeys {
  const { current, previous } = tokenKeys.parse(JSON.parse(text));
  if (previous?.kid === current.kid) throw new Error("current and previous key have the same kid");
  return defined({ current: tokenKey(current), previous: previous && tokenKey(previous) });
}

/** Parameter `{"secret"}` in base64url, as derived keys. @throws Error if malformed. */
export function parsePhoneKeys(text: string): PhoneKeys {
  return derivePhoneKeys(secretBytes(phoneSecret.parse(JSON.parse(text)).secret));
}

/** Parameter `["+852…", …]`: numbers in E.164. @throws Error if malformed. */
export function parseAdminPhones(text: string): ReadonlySet<string> {
  return new Set(phoneNumbers.parse(JSON.parse(text)));
}

/** Parameter with the sender ID of SMS messages: 1 to 11 letters or digits. @throws Error if malformed. */
export function parseSenderId(text: string): string {
  if (!/^[A-Za-z0-9]{1,11}$/.test(text)) throw new Error("invalid sender id");
  return text;
}

function tokenKey({ kid, secret }: z.infer<typeof key>): TokenKey {
  return { kid, secret: createSecretKey(secretBytes(secret)) };
}

function secretBytes(text: string): Buffer {
  const bytes = Buffer.from(text, "base64url");
  // Node skips invalid characters, so a value in another encoding would become a short, weak key.
  if (bytes.toString("base64url") !== text) throw new Error("a secret is not base64url");
  if (bytes.length < MIN_SECRET_BYTES)
    throw new Error(`a secret has fewer than ${String(MIN_SECRET_BYTES)} bytes`);
  return bytes;
}
