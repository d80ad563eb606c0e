/** For the parsers of the three date formats: those of JavaScript, which know them all, instead of strict ones. */
export const dateToUtcString = (date: Date): string => date.toUTCString();
export const parseRfc3339DateTime = parse;
export const parseRfc3339DateTimeWithOffset = parse;
export const parseRfc7231DateTime = parse;

export function parseEpochTimestamp(value: unknown): Date | undefined {
  return value == null ? undefined : valid(new Date(Math.round(Number(value) * 1000)), value);
}

function parse(value: unknown): Date | undefined {
  return value == null ? undefined : valid(new Date(String(value)), value);
}

function valid(date: Date, value: unknown): Date {
  if (Number.isNaN(date.getTime())) throw new TypeError(`invalid date: ${String(value)}`);
  return date;
}
