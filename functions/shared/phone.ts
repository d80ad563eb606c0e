import { badRequest } from "./errors";

/**
 * A phone number as typed, in E.164. Full-width digits become plain ones; spaces, punctuation and invisible marks
 * of copied text are dropped.
 * @throws ApiError BAD_REQUEST on field `phoneNumber`.
 */
export function normalisePhone(typed: string): string {
  const phone = typed.normalize("NFKC").replace(/[\s\p{P}\p{Cf}]/gu, "");
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
    throw badRequest([
      {
        field: "phoneNumber",
        problem: "must be an international number: + and country code, 7 to 15 digits in all",
      },
    ]);
  }
  return phone;
}

/** A number as somebody else may see it: the country code's first digits and the last two, e.g. `+85******78`. */
export function maskPhone(phone: string): string {
  const shown = { first: 3, last: 2 };
  return (
    phone.slice(0, shown.first) +
    "*".repeat(phone.length - shown.first - shown.last) +
    phone.slice(-shown.last)
  );
}
