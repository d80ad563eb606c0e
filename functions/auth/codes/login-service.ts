import { normalisePhone } from "../../shared/phone";
import { LOGINS_PER_SOURCE } from "./rules";
import { sendCode, type CodeDeps } from "./send-code";

/** Dependencies of a login. */
export interface LoginDeps extends CodeDeps {
  /** Waits, ms. */
  pause: (ms: number) => Promise<unknown>;
}

/** A login request, as typed. */
export interface Login {
  phoneNumber: string;
  sourceIp: string;
}

/**
 * Minimum response time, ms. Only known numbers cost an SNS call; it fits into this time, cold connections included, so
 * that the response time does not reveal whether a number is known.
 */
export const ANSWER_AFTER = 1_500;

/**
 * Sends a code to a known number. For an unknown number nothing is sent, but response, response time and limits are the
 * same, and verification fails as for a wrong code. A code sent for registration stays valid. Suspended and rejected
 * users get a code too, and are refused when they verify it.
 *
 * A known number is still recognisable when SNS rejects the SMS (this throws) or takes longer than
 * {@link ANSWER_AFTER}. Callers cannot provoke either.
 * @returns seconds until the code expires.
 * @throws ApiError BAD_REQUEST for an invalid number, TOO_MANY_REQUESTS when a limit is reached.
 */
export async function requestLogin(deps: LoginDeps, { phoneNumber, sourceIp }: Login): Promise<number> {
  const answerAt = deps.now() + ANSWER_AFTER;
  const phone = normalisePhone(phoneNumber);
  const expiresIn = await sendCode(deps, {
    ...{ phone, sourceIp, perSource: LOGINS_PER_SOURCE },
    nameFor: (user) => user?.fullName,
  });
  await deps.pause(Math.max(0, answerAt - deps.now()));
  return expiresIn;
}
