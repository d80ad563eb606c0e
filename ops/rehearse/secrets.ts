import { randomBytes, randomInt } from "node:crypto";

import { THROW_AWAY } from "../../infra/settings";

/** Secrets of one rehearsal, by the key of the setting, as the settings hold them. Nobody uses them elsewhere. */
export interface ThrowAwaySecrets {
  values: Readonly<Record<string, string>>;
  /** Numbers whose first sign-in makes an admin. */
  adminPhones: readonly string[];
}

/** Makes secrets that serve this rehearsal and are refused in any account. */
export function throwAwaySecrets(): ThrowAwaySecrets {
  const adminPhones = [`+8525${String(randomInt(1_000_000, 9_999_999))}`];
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

/** 39 bytes in base64url, of which 30 are random: a multiple of three, so that no bit is left over. */
function throwAway(): string {
  return `${THROW_AWAY}AA${randomBytes(30).toString("base64url")}`;
}
