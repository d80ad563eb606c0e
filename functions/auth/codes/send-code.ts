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

/** Dependencies of sending a code. */
export interface CodeDeps {
  store: RegisterStore;
  sendSms: SendSms;
  phoneKeys: () => Promise<PhoneKeys>;
  /** Epoch ms. */
  now: () => number;
}

/** A request for a code. */
export interface SendRequest {
  /** E.164. */
  phone: string;
  sourceIp: string;
  /** Limit for the caller's address. */
  perSource: SlidingWindow;
  /** The name to store with the code, given the number's user if any. `undefined`: no code is sent. */
  nameFor: (user: User | undefined) => string | undefined;
}

/**
 * Counts a request for a code, stores the code and sends it. A request that gets no code is counted and answered like
 * any other.
 *
 * Requests are counted before the SMS is sent, so a failed SMS counts too: otherwise repeated failures could be used to
 * send without limit.
 * @returns seconds until the code expires.
 * @throws ApiError TOO_MANY_REQUESTS when a limit is reached.
 */
export async function sendCode(deps: CodeDeps, { phone, sourceIp, perSource, nameFor }: SendRequest) {
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

/** The code comes first, for previews and autofill. GSM characters only: one segment of 160. */
function codeText(code: string): string {
  return `${code} is your sjc1990app code. It is valid for ${String(CODE_SECONDS / 60)} minutes. Do not share it.`;
}
