import { randomInt } from "node:crypto";

import { badRequest, tooManyRequests } from "../shared/errors";
import { normalisePhone } from "../shared/phone";
import { hashCode, hashPhone, hashSource, type PhoneKeys } from "../shared/phone-keys";
import { wait } from "../shared/sliding-window";
import type { SendSms } from "../shared/sms";
import type { RegisterStore } from "./register-store";
import { CODE_SECONDS, KEEP_SECONDS, REGISTRATIONS_PER_SOURCE, SENDS_PER_NUMBER } from "./rules";

/** What registering needs. */
export interface RegisterDeps {
  store: RegisterStore;
  sendSms: SendSms;
  phoneKeys: () => Promise<PhoneKeys>;
  /** Epoch ms. */
  now: () => number;
}

/** Who wants to join, as they typed it. */
export interface Registration {
  phoneNumber: string;
  name: string;
  sourceIp: string;
}

/** Fewest characters of a name, once it is tidied. */
const NAME_MIN = 2;

/**
 * Sends a code to a number. What happens, and how long it takes, does not depend on whether the number is known,
 * nor on whether its user is suspended or rejected: that is told to who holds the phone, when the code is used.
 *
 * The request is counted before the SMS goes out. An SMS that fails has used its place in the hour: the other way
 * round, a failing network could be made to send without a limit.
 * @returns seconds until the code expires.
 * @throws ApiError BAD_REQUEST for a number or name that is none, TOO_MANY_REQUESTS when a limit is reached.
 */
export async function requestCode(deps: RegisterDeps, registration: Registration): Promise<number> {
  const phone = normalisePhone(registration.phoneNumber);
  const name = tidyName(registration.name);
  const keys = await deps.phoneKeys();
  const phoneHash = hashPhone(keys, phone);
  const user = await deps.store.findUser(phoneHash);

  const code = randomInt(1_000_000).toString().padStart(6, "0");
  const now = Math.floor(deps.now() / 1000);
  const outcome = await deps.store.keepCode({
    phoneHash,
    codeHash: hashCode(keys, phoneHash, code),
    code: { expiresAt: now + CODE_SECONDS, name, ...(user === undefined ? {} : { user }) },
    perNumber: SENDS_PER_NUMBER,
    sourceHash: hashSource(keys, registration.sourceIp),
    perSource: REGISTRATIONS_PER_SOURCE,
    now,
    keepUntil: now + KEEP_SECONDS,
  });
  if (!outcome.kept) {
    const waits = [
      wait(SENDS_PER_NUMBER, outcome.number ?? {}, now),
      wait(REGISTRATIONS_PER_SOURCE, outcome.source ?? {}, now),
    ];
    throw tooManyRequests(Math.max(...waits));
  }
  await deps.sendSms(phone, codeText(code));
  return CODE_SECONDS;
}

/** The code comes first: previews and autofill show it. Plain letters: one segment of 160. */
function codeText(code: string): string {
  return `${code} is your sjc1990app code. It is valid for ${String(CODE_SECONDS / 60)} minutes. Do not share it.`;
}

function tidyName(typed: string): string {
  const name = typed
    .normalize("NFC")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  if (name.length < NAME_MIN) {
    throw badRequest([{ field: "name", problem: `must have at least ${String(NAME_MIN)} characters` }]);
  }
  return name;
}
