import { randomBytes } from "node:crypto";

import type * as z from "zod/mini";

import { settings } from "../../infra/settings";
import type { Answers } from "./answers";

/** The keys that sign access tokens, as the setting `jwtSecrets` holds them. */
export type JwtSecrets = z.infer<typeof settings.jwtSecrets.schema>;

/** Bytes of a fresh secret: as many as SHA-256 gives, and as AES-256 takes. */
const SECRET_BYTES = 32;

/** The settings of every stage that are encrypted. */
export type SecretName = "smsSenderId" | "jwtSecrets" | "phoneSecret" | "adminPhones";

/** Their names, as the program's own list of settings has them. */
export const SECRET_SETTINGS = Object.entries(settings).flatMap(([name, { secret }]) =>
  secret === true ? [name as SecretName] : [],
);

/** Values for all of them: random, or as the owner of the stage says. */
export function freshSecrets({ senderId, adminPhones }: Answers, now: Date): Record<SecretName, unknown> {
  return {
    smsSenderId: senderId,
    jwtSecrets: { current: freshKey(now) } satisfies JwtSecrets,
    phoneSecret: freshSecret(),
    adminPhones,
  };
}

/** A key that nobody has seen. Its name tells the day it was made, and is no secret: it stands in every token. */
export function freshKey(now: Date): JwtSecrets["current"] {
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  return { kid: `${day}-${randomBytes(4).toString("hex")}`, secret: freshSecret() };
}

/** A random secret in base64url. */
export function freshSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}
