import { parsePhoneNumberFromString } from "libphonenumber-js/max";

import { badRequest, type ApiError } from "./errors";
import { isSynthetic } from "./synthetic";
import { asciiDigits } from "./text";

/**
 * Converts a phone number as typed to E.164. Digits of all scripts are accepted; spaces, punctuation, invisible format
 * characters and a trunk prefix such as `(0)` are dropped.
 * @param served calling codes that may receive messages, without `+`. Default: all. Synthetic numbers, which receive none,
 * are accepted in any case.
 * @throws ApiError BAD_REQUEST on field `phoneNumber` for a number that no country has assigned, or that is not served.
 */
export function normalisePhone(typed: string, served?: ReadonlySet<string>): string {
  const text = asciiDigits(typed.normalize("NFKC")).replace(/[\p{Cf}\s]+/gu, " ");
  // Without `extract`, text around a number would be ignored.
  const phone = parsePhoneNumberFromString(text.trim(), { extract: false });
  if (phone?.isValid() !== true || phone.ext !== undefined) {
    throw invalid("must be an international phone number: +, country code and number");
  }
  if (served?.has(phone.countryCallingCode) === false && !isSynthetic(phone.number)) {
    throw invalid(`must start with one of +${[...served].join(", +")}`);
  }
  return phone.number;
}

function invalid(problem: string): ApiError {
  return badRequest([{ field: "phoneNumber", problem }]);
}

/** A masked number, which other users may see, e.g. `+85******78`. */
export function maskPhone(phone: string): string {
  const shown = { first: 3, last: 2 };
  return (
    phone.slice(0, shown.first) +
    "*".repeat(phone.length - shown.first - shown.last) +
    phone.slice(-shown.last)
  );
}
