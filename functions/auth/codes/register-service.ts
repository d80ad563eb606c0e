import { normalisePhone } from "../../shared/phone";
import { tidyName } from "../../shared/user";
import { REGISTRATIONS_PER_SOURCE } from "./rules";
import { sendCode, type CodeDeps } from "./send-code";

/** What registering needs. */
export type RegisterDeps = CodeDeps;

/** Who wants to join, as they typed it. */
export interface Registration {
  phoneNumber: string;
  name: string;
  sourceIp: string;
}

/**
 * Sends a code to a number. What happens, and how long it takes, does not depend on whether the number is known,
 * nor on whether its user is suspended or rejected: that is told to who holds the phone, when the code is used.
 * @returns seconds until the code expires.
 * @throws ApiError BAD_REQUEST for a number or name that is none, TOO_MANY_REQUESTS when a limit is reached.
 */
export async function requestCode(deps: RegisterDeps, registration: Registration): Promise<number> {
  const phone = normalisePhone(registration.phoneNumber);
  const name = tidyName(registration.name);
  const { sourceIp } = registration;
  return sendCode(deps, { phone, sourceIp, perSource: REGISTRATIONS_PER_SOURCE, nameFor: () => name });
}
