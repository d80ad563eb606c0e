import { randomBytes } from "node:crypto";

import type * as z from "zod/mini";

import { settings } from "../../infra/settings";
import type { Answers } from "./answers";

/** The keys that sign access tokens, as the setting `jwtSecrets` holds them. */
export type JwtSecrets = z.infer<typeof settings.jwtSecrets.schema>;

/** Bytes of a new secret: the size of a SHA-256 digest and of an AES-256 key. */
const SECRET_BYTES = 32;

/** Encrypted settings of every stage. */
export type SecretName = "smsSenderId" | "jwtSecrets" | "phoneSecret" | "adminPhones";

/** Their names, from the program's settings. */
export const SECRET_SETTINGS = Object.entries(settings).flatMap(([name, { secret }]) =>
  secret === true ? [name as SecretName] : [],
);

/** Values for all of them: random, or chosen by the owner of the stage. */
export function freshSecrets({ senderId, adminPhones }: Answers, now: Date): Record<SecretName, unknown> {
  return {
    smsSenderId: senderId,
    jwtSecrets: { current: freshKey(now) } satisfies JwtSecrets,
    phoneSecret: freshSecret(),
    adminPhones,
  };
}

/** A new random key. Its id starts with the day; it is not secret, since every token carries it. */
export function freshKey(now: Date): JwtSecrets["current"] {
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  return { kid: `${day}-${randomBytes(4).toString("hex")}`, secret: freshSecret() };
}

/** A random secret in base64url. */
export function freshSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}
