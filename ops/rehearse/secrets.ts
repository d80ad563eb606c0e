import { randomBytes, randomInt } from "node:crypto";

import { THROW_AWAY } from "../../infra/settings";

/** Secrets of one rehearsal. They are worthless elsewhere: the program refuses them in any account. */
export interface ThrowAwaySecrets {
  /** By the key of the setting. */
  values: Readonly<Record<string, string>>;
  /** Phone numbers whose first sign-in makes an admin. */
  adminPhones: readonly string[];
}

/** Generates the secrets of a rehearsal. */
export function throwAwaySecrets(): ThrowAwaySecrets {
  const adminPhones = [`+85265${String(randomInt(100_000, 999_999))}`];
  const jwtSecrets = { current: { kid: `rehearsal${String(randomInt(1_000_000))}`, secret: throwAway() } };
  return {
    adminPhones,
    values: {
      "sjc1990app:smsSenderId": "REHEARSAL",
      "sjc1990app:jwtSecrets": JSON.stringify(jwtSecrets),
      "sjc1990app:phoneSecret": throwAway(),
      "sjc1990app:adminPhones": JSON.stringify(adminPhones),
    },
  };
}

/** Keys of the settings that {@link throwAwaySecrets} gives values for. */
export const THROW_AWAY_KEYS: readonly string[] = Object.keys(throwAwaySecrets().values);

/** 39 bytes in base64url, 30 of them random. The length is a multiple of three, so that the text has no padding bits. */
function throwAway(): string {
  return `${THROW_AWAY}AA${randomBytes(30).toString("base64url")}`;
}
