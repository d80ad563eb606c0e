import { randomInt } from "node:crypto";

import { defined } from "../../shared/defined";
import { hashCode, hashPhone, PhoneSecretChanged, type PhoneKeys } from "../../shared/phone-keys";
import { RecipientRefused } from "../../shared/refused";
import type { SendSms } from "../../shared/sms";
import { isSynthetic } from "../../shared/synthetic";
import type { CodeStore } from "./code-store";
import { openRequest } from "./queue";
import { CODE_SECONDS } from "./rules";

/** Dependencies of sending a code. */
export interface CodeDeps {
  store: CodeStore;
  sendSms: SendSms;
  phoneKeys: () => Promise<PhoneKeys>;
  /** Codes that the stage sends in a clock hour. */
  perStage: number;
  /** Called when SNS has accepted the code. */
  onSent: () => void;
  /**
   * Called when a code was not sent. `refused`: SNS never sends to this number. `limit`: the stage has sent all codes of
   * this hour. `error`: SNS failed.
   */
  onUnsent: (reason: "refused" | "limit" | "error") => void;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Sends the code of a queued request: to a new number if it registers, to a known one in any case. Suspended users
 * get a code too, and are refused when they verify it. A repeated message sends a new code, which replaces the
 * first. The code of a synthetic number goes to the smoke test instead of SNS, and does not count. A number that SNS refuses for good is not tried again. A request that is older than a code is valid is dropped: its sender has asked again.
 * @param sealed the encrypted request.
 * @throws Error if the stage has sent all codes of this hour, PhoneSecretChanged, and errors of stores and SNS: the message must be retried.
 */
export async function sendCode(deps: CodeDeps, sealed: string): Promise<void> {
  const keys = await deps.phoneKeys();
  const { phone, name, requestedAt } = openRequest(keys, sealed);
  const now = Math.floor(deps.now() / 1000);
  if (now - requestedAt >= CODE_SECONDS) return;
  const phoneHash = hashPhone(keys, phone);
  const user = await deps.store.findUser(phoneHash);
  if (user === undefined) await refuseOtherSecret(deps.store, keys);
  const shownName = name ?? user?.fullName;
  if (shownName === undefined) return;

  const synthetic = isSynthetic(phone);
  if (!synthetic && !(await deps.store.countMessage(now, deps.perStage))) {
    deps.onUnsent("limit");
    throw new Error(`the stage has sent its ${String(deps.perStage)} codes of this hour`);
  }
  const code = randomInt(1_000_000).toString().padStart(6, "0");
  await deps.store.keepCode({
    ...{ phoneHash, codeHash: hashCode(keys, phoneHash, code), now },
    code: defined({ expiresAt: now + CODE_SECONDS, name: shownName, userId: user?.userId }),
  });
  if (synthetic) {
    await deps.store.showCode(phone, code, now);
    return;
  }
  try {
    await deps.sendSms(phone, codeText(code));
  } catch (error) {
    const refused = error instanceof RecipientRefused;
    deps.onUnsent(refused ? "refused" : "error");
    if (refused) return;
    throw error;
  }
  deps.onSent();
}

/** With another secret, no user is ever found. @throws PhoneSecretChanged */
async function refuseOtherSecret(store: CodeStore, { fingerprint }: PhoneKeys): Promise<void> {
  const stored = await store.phoneFingerprint();
  if (stored !== undefined && stored !== fingerprint) throw new PhoneSecretChanged();
}

/** The code comes first, for previews and autofill. GSM characters only: one segment of 160. */
function codeText(code: string): string {
  return `${code} is your sjc1990app code. It is valid for ${String(CODE_SECONDS / 60)} minutes. Do not share it.`;
}
