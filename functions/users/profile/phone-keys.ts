import { ssm } from "../../shared/aws";
import { cachedParameters } from "../../shared/parameters";
import type { PhoneKeys } from "../../shared/phone-keys";
import { parsePhoneKeys } from "../../shared/secrets";

/** Reads the phone keys on first use. @param parameter name of the parameter. */
export function readPhoneKeys(parameter: string): () => Promise<PhoneKeys> {
  const secrets = cachedParameters(ssm, { phoneKeys: { name: parameter, parse: parsePhoneKeys } });
  return async () => (await secrets()).phoneKeys;
}
