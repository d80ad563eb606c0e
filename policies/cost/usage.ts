/** The day of the estimates below. Replace them by measured numbers when there are some. */
export const usageOf = "2026-11-28";

/** A number that the estimate depends on. */
interface Assumption {
  value: number;
  /** What it is, with its unit; a month unless it says otherwise. */
  meaning: string;
}

/** What the users of a stage do in a month. A stage overrides numbers in `policies/levels/<stage>.json`. */
export const assumptions = {
  users: { value: 500, meaning: "users who signed in at least once" },
  requests: { value: 200, meaning: "API requests of a user, preflight requests included" },
  authorizerShare: {
    value: 0.5,
    meaning: "share of requests for which the authorizer runs; its result is cached",
  },
  functionMs: {
    value: 120,
    meaning: "average duration of a function behind the API, ms, cold starts included",
  },
  responseKB: { value: 4, meaning: "size of a response of the API, KB" },
  codes: { value: 1.2, meaning: "sign-in codes of a user by text message" },
  smsNotices: { value: 0.1, meaning: "notifications of a user by text message" },
  emails: { value: 4, meaning: "e-mails to a user" },
  events: { value: 12, meaning: "queue messages and stream records of a user" },
  eventMs: { value: 400, meaning: "average duration of a function in the background, ms" },
  readUnits: { value: 8, meaning: "DynamoDB read units of a request or event" },
  writeUnits: { value: 1, meaning: "DynamoDB write units of a request or event" },
  storedKB: { value: 12, meaning: "data of a user in all tables and indexes, KB" },
  photoMB: { value: 1, meaning: "photos of a user that are shown, MB" },
  archivedMB: { value: 1, meaning: "replaced photos of a user, MB" },
  uploads: { value: 0.1, meaning: "uploaded photos of a user" },
  photoViews: { value: 300, meaning: "photos that a user looks at" },
  photoViewKB: { value: 200, meaning: "size of a viewed photo, KB" },
  photoMisses: { value: 0.2, meaning: "share of viewed photos that CloudFront gets from S3" },
  logKB: { value: 2, meaning: "log of an invocation, KB" },
  accessLogKB: { value: 0.6, meaning: "access log of a request, KB" },
  alertMessages: { value: 60, meaning: "alarms, recoveries and cost notifications of the stage" },
} as const satisfies Record<string, Assumption>;

/** The numbers of one estimate. */
export type Usage = Readonly<Record<keyof typeof assumptions, number>>;

/** The assumptions as numbers. */
export const defaultUsage = Object.fromEntries(
  Object.entries(assumptions).map(([name, { value }]) => [name, value]),
) as Usage;

/**
 * The assumptions with some other numbers.
 * @throws RangeError on an unknown name, and on a number that is negative or not finite.
 */
export function usageWith(overrides: Readonly<Record<string, unknown>>): Usage {
  for (const [name, value] of Object.entries(overrides)) {
    if (!(name in assumptions))
      throw new RangeError(`there is no usage "${name}"; known: ${Object.keys(assumptions).join(", ")}`);
    if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
      throw new RangeError(`the usage "${name}" must be a number of at least 0`);
  }
  return { ...defaultUsage, ...(overrides as Partial<Usage>) };
}

/** Hours of a month. */
export const HOURS = 730;

/**
 * Hours of a month in which something happens that happens `times` a month, at random moments. A custom metric is charged
 * for the hours in which it gets data.
 */
export function hoursWith(times: number): number {
  return HOURS * (1 - Math.exp(-times / HOURS));
}

/**
 * Cold starts of a function a month, an estimate: Lambda keeps an idle instance for some minutes (here six), and busy
 * functions start a new one now and then (here once an hour).
 */
export function coldStarts(invocations: number): number {
  const idle = invocations * Math.exp((-invocations * 6) / (HOURS * 60));
  return Math.max(idle, Math.min(invocations, HOURS));
}

/** Runs a month of a schedule expression of EventBridge: `rate(5 minutes)`, `cron(0 9 * * ? *)`, `at(…)`. */
export function runsOf(expression: string): number {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const hours = { minute: 1 / 60, hour: 1, day: 24 }[rate[2] as "minute" | "hour" | "day"];
    return HOURS / (Number(rate[1]) * hours);
  }
  const cron = /^cron\((\S+) (\S+) /.exec(expression);
  if (cron !== null) {
    const days = HOURS / 24;
    // An upper bound: a schedule for some days counts as daily.
    return days * times(cron[1] ?? "*", 60) * times(cron[2] ?? "*", 24);
  }
  return 1;
}

/** How often a field of a cron expression matches within its range: `*`, `5`, `1,2`, `9-17`, `0/15`. */
function times(field: string, range: number): number {
  const counts = field.split(",").map((part) => {
    const [span = "*", step] = part.split("/");
    const [from = 0, to = from] = span === "*" ? [0, range - 1] : span.split("-").map(Number);
    if (step === undefined) return to - from + 1;
    return Math.ceil(((span.includes("-") ? to + 1 : range) - from) / Number(step));
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
