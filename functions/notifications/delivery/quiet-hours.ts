/** Hours of each day in which nobody wants to be disturbed, on the clock of a place. */
export interface QuietHours {
  /** `HH:MM`; the first minute that is quiet. */
  start: string;
  /** `HH:MM`; the first minute that is not. At or before `start`: on the next day. Equal to it: there are none. */
  end: string;
  /** IANA name, e.g. `Asia/Hong_Kong`. */
  timezone: string;
}

const MINUTE = 60_000;

/** Minutes of two days: the only minutes that are not quiet may be the ones that a clock put forward leaves out. */
const LONGEST = 50 * 60;

const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * How long it is still quiet, s; 0 when it is not. The minutes ahead are asked one by one what the clock shows: that
 * holds where a clock is put forward or back, for a time that a day has twice or not at all too. A night takes
 * a few milliseconds.
 * @param now epoch ms.
 * @throws RangeError for a time zone that there is not.
 */
export function quietSeconds(hours: QuietHours, now: number): number {
  if (!isQuiet(hours, now)) return 0;
  const thisMinute = Math.floor(now / MINUTE) * MINUTE;
  for (let minutes = 1; minutes <= LONGEST; minutes++) {
    const then = thisMinute + minutes * MINUTE;
    if (!isQuiet(hours, then)) return Math.ceil((then - now) / 1000);
  }
  throw new Error("quiet hours have no end");
}

function isQuiet({ start, end, timezone }: QuietHours, at: number): boolean {
  // Clock times of this form sort as text.
  const time = clock(timezone).format(at);
  return start <= end ? start <= time && time < end : start <= time || time < end;
}

function clock(timeZone: string): Intl.DateTimeFormat {
  let format = clocks.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(timeZone, format);
  }
  return format;
}
