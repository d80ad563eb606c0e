import { normalisePhone } from "../../shared/phone";
import { REGISTRATIONS_PER_SOURCE } from "./rules";
import { sendCode, type CodeDeps } from "./send-code";

/** A registration. */
export interface Registration {
  phoneNumber: string;
  name: string;
  sourceIp: string;
}

/**
 * Sends a code to a number. Behaviour and response time do not depend on whether the number is known, or on the status
 * of its user: only whoever holds the phone learns that, by verifying the code.
 * @returns seconds until the code expires.
 * @throws ApiError BAD_REQUEST for an invalid number, TOO_MANY_REQUESTS when a limit is reached.
 */
export async function requestCode(deps: CodeDeps, registration: Registration): Promise<number> {
  const phone = normalisePhone(registration.phoneNumber);
  const { name, sourceIp } = registration;
  return sendCode(deps, { phone, sourceIp, perSource: REGISTRATIONS_PER_SOURCE, nameFor: () => name });
}
