import { defined } from "../../shared/defined";
import { tooManyRequests } from "../../shared/errors";
import { normalisePhone } from "../../shared/phone";
import { hashPhone, hashSource, type PhoneKeys } from "../../shared/phone-keys";
import type { Attempt, Counted } from "./limits";
import type { QueueCode } from "./queue";
import { CODE_SECONDS, type Limits } from "./rules";

/** Dependencies of a request for a code. */
export interface RequestDeps {
  /** Counts a request on the limits of sent codes. */
  count: (limits: Limits, attempt: Attempt) => Promise<Counted>;
  queue: QueueCode;
  phoneKeys: () => Promise<PhoneKeys>;
  limits: Limits;
  /** Calling codes that the stage serves, without `+`. */
  callingCodes: ReadonlySet<string>;
  /** Epoch ms. */
  now: () => number;
}

/** A request for a code. */
export interface TypedRequest {
  phoneNumber: string;
  /** Absent for a login. */
  name?: string;
  sourceIp: string;
}

/**
 * Counts a request for a code and queues it. Nothing here depends on whether the number is known, or on the status of
 * its user: answer, limits and response time are the same. Only whoever holds the phone learns more, by verifying the
 * code.
 * @returns seconds until the code expires.
 * @throws ApiError BAD_REQUEST for an invalid number, TOO_MANY_REQUESTS when a limit is reached.
 */
export async function requestCode(deps: RequestDeps, typed: TypedRequest): Promise<number> {
  const phone = normalisePhone(typed.phoneNumber, deps.callingCodes);
  const keys = await deps.phoneKeys();
  const now = Math.floor(deps.now() / 1000);
  const counted = await deps.count(deps.limits, {
    ...{ phoneHash: hashPhone(keys, phone), sourceHash: hashSource(keys, typed.sourceIp), now },
  });
  if (counted.full) throw tooManyRequests(counted.wait);
  await deps.queue(defined({ phone, name: typed.name, requestedAt: now }));
  return CODE_SECONDS;
}
