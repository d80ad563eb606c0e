import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { isIPv6 } from "node:net";

/** Keys derived from the stage's phone secret, each for one purpose. */
export interface PhoneKeys {
  /** Hashes numbers for lookup. */
  lookup: Buffer;
  /** Encrypts numbers that are needed again to send messages. */
  encryption: Buffer;
  /** Hashes codes. */
  code: Buffer;
  /** Hashes IP addresses of callers. */
  source: Buffer;
  /** Identifies the secret. Stored with the users, so that a changed secret is noticed; reveals nothing of it. */
  fingerprint: string;
}

/** Format version of {@link encryptPhone}. */
const FORMAT = "v1";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** HKDF-SHA256 without salt, since the secret is random; `info` separates the purposes. */
export function derivePhoneKeys(secret: Buffer): PhoneKeys {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync("sha256", secret, "", `phone/${purpose}`, 32));
  return {
    lookup: derive("lookup"),
    encryption: derive("encryption"),
    code: derive("code"),
    source: derive("source"),
    fingerprint: derive("fingerprint").toString("base64url"),
  };
}

/**
 * The phone secret of the stage is not the one with which its numbers were hashed and encrypted. No stored number would be
 * found, and everybody who signs in would become a new user.
 */
export class PhoneSecretChanged extends Error {
  constructor() {
    super(
      "the phone secret differs from the one of the stored numbers: restore sjc1990app:phoneSecret, see docs/secrets.md",
    );
    this.name = "PhoneSecretChanged";
  }
}

/** Lookup key of a number. Keyed, since a plain hash could be reversed by hashing all numbers. */
export function hashPhone(keys: PhoneKeys, phone: string): string {
  return hmac(keys.lookup, phone);
}

/** Hash of a code, bound to its number: equal codes of different numbers have different hashes. */
export function hashCode(keys: PhoneKeys, phoneHash: string, code: string): string {
  return hmac(keys.code, `${phoneHash}:${code}`);
}

/**
 * Hash of a caller's address, for rate limits. IPv6 addresses of a /64 count as one, since a customer usually has a
 * whole /64; IPv4-mapped addresses count as IPv4.
 */
export function hashSource(keys: PhoneKeys, ip: string): string {
  return hmac(keys.source, sourceOf(ip));
}

/** AES-256-GCM, bound to the user: a number copied to another user's item does not decrypt. */
export function encryptPhone(keys: PhoneKeys, userId: string, phone: string): string {
  return seal(keys, userId, phone);
}

/** Reverses {@link encryptPhone}. @throws Error if text, user or key do not match. */
export function decryptPhone(keys: PhoneKeys, userId: string, encrypted: string): string {
  return unseal(keys, userId, encrypted);
}

/** Encrypts a text with AES-256-GCM. @param context needed to decrypt it; not secret. */
export function seal(keys: PhoneKeys, context: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keys.encryption, iv).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${FORMAT}.${sealed.toString("base64url")}`;
}

/** Reverses {@link seal}. @throws Error if text, context or key do not match. */
export function unseal(keys: PhoneKeys, context: string, encrypted: string): string {
  const [format, text] = encrypted.split(".");
  if (format !== FORMAT || text === undefined) throw new Error("unknown format of an encrypted text");
  const sealed = Buffer.from(text, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", keys.encryption, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch (cause) {
    throw new Error("a stored text cannot be decrypted: was sjc1990app:phoneSecret changed?", { cause });
  }
}

function hmac(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

function sourceOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  // The URL parser returns the shortest form, also for IPv4 tails, but rejects zones.
  const groups = new URL(`http://[${ip.replace(/%.*$/, "")}]`).hostname.slice(1, -1).split("::");
  const head = groups[0] === "" ? [] : (groups[0]?.split(":") ?? []);
  const tail = groups[1] === undefined || groups[1] === "" ? [] : groups[1].split(":");
  const all = [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  const mapped = all.slice(0, 5).every((group) => group === "0") && all[5] === "ffff";
  if (!mapped) return `${all.slice(0, 4).join(":")}::/64`;
  return all
    .slice(6)
    .map((group) => parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join(".");
}
