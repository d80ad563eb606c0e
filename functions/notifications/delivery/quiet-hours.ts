/** Daily hours without notifications, in a time zone. */
export interface QuietHours {
  /** `HH:MM`, inclusive. */
  start: string;
  /** `HH:MM`, exclusive. Before `start`: on the next day. Equal to `start`: no quiet hours. */
  end: string;
  /** IANA name, e.g. `Asia/Hong_Kong`. */
  timezone: string;
}

const MINUTE = 60_000;

/** Upper limit, minutes. Over 48 h: a daylight saving change may skip the only minutes that are not quiet. */
const LONGEST = 50 * 60;

const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * Seconds until quiet hours end; 0 outside of quiet hours. Checks the local time minute by minute, which is correct for
 * all daylight saving changes and takes a few milliseconds.
 * @param now epoch ms.
 * @throws RangeError for an unknown time zone.
 */
export function quietSeconds(hours: QuietHours, now: number): number {
  if (!isQuiet(hours, now)) return 0;
  const thisMinute = Math.floor(now / MINUTE) * MINUTE;
  for (let minutes = 1; minutes <= LONGEST; minutes++) {
    const then = thisMinute + minutes * MINUTE;
    if (!isQuiet(hours, then)) return Math.ceil((then - now) / 1000);
  }
  throw new Error("quiet hours do not end");
}

function isQuiet({ start, end, timezone }: QuietHours, at: number): boolean {
  // Times in this format sort as text.
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
