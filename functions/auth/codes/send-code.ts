import { randomInt } from "node:crypto";

import { defined } from "../../shared/defined";
import { tooManyRequests } from "../../shared/errors";
import { hashCode, hashPhone, hashSource, type PhoneKeys } from "../../shared/phone-keys";
import { wait, type SlidingWindow } from "../../shared/sliding-window";
import type { SendSms } from "../../shared/sms";
import type { User } from "../../shared/user";
import type { SentCode } from "./sent-code";
import type { RegisterStore } from "./code-store";
import { CODE_SECONDS, KEEP_SECONDS, SENDS_PER_NUMBER } from "./rules";

/** What sending a code needs. */
export interface CodeDeps {
  store: RegisterStore;
  sendSms: SendSms;
  phoneKeys: () => Promise<PhoneKeys>;
  /** Epoch ms. */
  now: () => number;
}

/** Who asks for a code. */
export interface CodeWish {
  /** E.164. */
  phone: string;
  sourceIp: string;
  /** Limit of the caller's address. */
  perSource: SlidingWindow;
  /** The name to keep beside the code of a number with this user, or without one. `undefined`: no code is sent. */
  nameFor: (user: User | undefined) => string | undefined;
}

/**
 * Counts a wish for a code, keeps the code and sends it. A wish that gets no code is counted and answered like any
 * other, and verifying its number then answers as it does for a wrong code.
 *
 * The wish is counted before the SMS goes out. An SMS that fails has used its place in the hour: the other way
 * round, a failing network could be made to send without a limit.
 * @returns seconds until the code expires.
 * @throws ApiError TOO_MANY_REQUESTS when a limit is reached.
 */
export async function sendCode(deps: CodeDeps, { phone, sourceIp, perSource, nameFor }: CodeWish) {
  const keys = await deps.phoneKeys();
  const phoneHash = hashPhone(keys, phone);
  const user = await deps.store.findUser(phoneHash);

  const code = randomInt(1_000_000).toString().padStart(6, "0");
  const now = Math.floor(deps.now() / 1000);
  const name = nameFor(user);
  const sent: SentCode | undefined =
    name === undefined ? undefined : defined({ expiresAt: now + CODE_SECONDS, name, user });
  const outcome = await deps.store.keepCode(
    defined({
      phoneHash,
      codeHash: hashCode(keys, phoneHash, code),
      code: sent,
      perNumber: SENDS_PER_NUMBER,
      sourceHash: hashSource(keys, sourceIp),
      perSource,
      now,
      keepUntil: now + KEEP_SECONDS,
    }),
  );
  if (!outcome.kept) {
    const waits = [
      wait(SENDS_PER_NUMBER, outcome.number ?? {}, now),
      wait(perSource, outcome.source ?? {}, now),
    ];
    throw tooManyRequests(Math.max(...waits));
  }
  if (sent !== undefined) await deps.sendSms(phone, codeText(code));
  return CODE_SECONDS;
}

/** The code comes first: previews and autofill show it. Plain letters: one segment of 160. */
function codeText(code: string): string {
  return `${code} is your sjc1990app code. It is valid for ${String(CODE_SECONDS / 60)} minutes. Do not share it.`;
}
