/** For the parsers of the three date formats: those of JavaScript, which know them all, instead of strict ones. */
export const dateToUtcString = (date: Date): string => date.toUTCString();
export const parseRfc3339DateTime = parse;
export const parseRfc3339DateTimeWithOffset = parse;
export const parseRfc7231DateTime = parse;

/** What JSON and XML hold. */
type Value = string | number | null | undefined;

export function parseEpochTimestamp(value: Value): Date | undefined {
  return value === null || value === undefined
    ? undefined
    : valid(new Date(Math.round(Number(value) * 1000)), value);
}

function parse(value: Value): Date | undefined {
  return value === null || value === undefined ? undefined : valid(new Date(value), value);
}

function valid(date: Date, value: string | number): Date {
  if (Number.isNaN(date.getTime())) throw new TypeError(`invalid date: ${value}`);
  return date;
}
