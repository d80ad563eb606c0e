import { badRequest } from "./errors";

/**
 * Converts a phone number as typed to E.164. Full-width digits are accepted; spaces, punctuation and invisible format
 * characters are dropped.
 * @throws ApiError BAD_REQUEST on field `phoneNumber`.
 */
export function normalisePhone(typed: string): string {
  const phone = typed.normalize("NFKC").replace(/[\s\p{P}\p{Cf}]/gu, "");
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
    throw badRequest([
      {
        field: "phoneNumber",
        problem: "must be an international number: + and country code, 7 to 15 digits in total",
      },
    ]);
  }
  return phone;
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
