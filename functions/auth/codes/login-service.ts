import { normalisePhone } from "../../shared/phone";
import { LOGINS_PER_SOURCE } from "./rules";
import { sendCode, type CodeDeps } from "./send-code";

/** What signing in needs. */
export interface LoginDeps extends CodeDeps {
  /** Waits, ms. */
  pause: (ms: number) => Promise<unknown>;
}

/** Who wants to sign in, as they typed it. */
export interface Login {
  phoneNumber: string;
  sourceIp: string;
}

/**
 * No answer goes out sooner after its request came, ms. Only a known number costs a call of SNS; it and the calls
 * before it fit into this time, cold connections included, so that how long an answer takes tells nothing.
 */
export const ANSWER_AFTER = 1_500;

/**
 * Sends a code to a known number. An unknown one gets the same answer after the same time, is counted on the same
 * limits, and verifying it answers as a wrong code does; nothing is sent. A code that was sent to it to register
 * stays valid. Suspended and rejected users are served like anybody: verifying tells them.
 *
 * Two things still tell a known number: an SMS that SNS refuses (then this throws, as nothing is on its way), and
 * one that takes SNS longer than {@link ANSWER_AFTER}. Neither is in a caller's hand.
 * @returns seconds until the code expires.
 * @throws ApiError BAD_REQUEST for a number that is none, TOO_MANY_REQUESTS when a limit is reached.
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
