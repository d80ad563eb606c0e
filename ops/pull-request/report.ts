import * as z from "zod/mini";

/*
 * What a pull request does. The job that makes this report runs code of the pull request, so that whoever reads it must
 * not trust it: the schema limits the size and the kind of everything.
 */

/** Longest text, characters. Longer ones are cut when the report is made. */
export const TEXT_MAX = 1_000;

/** Most entries of a list. */
const LIST_MAX = 10_000;

const text = () => z.string().check(z.maxLength(TEXT_MAX));
const list = <T extends z.ZodMiniType>(schema: T) =>
  z._default(z.readonly(z.array(schema).check(z.maxLength(LIST_MAX))), []);
const count = () => z.int().check(z.gte(0));

/** A change of a resource. */
const resource = z.strictObject({
  action: z.enum(["replace", "delete", "update", "create"]),
  /** `<type>::<name>`. */
  resource: text(),
  /** Changed properties, or those that force the replacement. */
  properties: list(text()),
  /** What is lost. */
  loss: z.optional(text()),
  /** Why the loss is accepted. */
  accepted: z.optional(text()),
});

const permission = z.strictObject({
  /** Role, or resource with the policy. */
  holder: text(),
  kind: z.enum(["policy", "trust", "boundary"]),
  added: list(text()),
  removed: list(text()),
});

const finding = z.strictObject({
  rule: text(),
  level: z.enum(["advisory", "mandatory"]),
  /** `<type>::<name>`; absent: the stack. */
  resource: z.optional(text()),
  message: text(),
});

/** An amount before and after, USD a month. */
const amount = z.strictObject({ name: text(), before: z.number(), after: z.number() });

/** What a preview shows. */
const previewed = {
  stage: text(),
  /** Absent when the rehearsal failed before its preview. */
  counts: z.optional(
    z.strictObject({ create: count(), update: count(), replace: count(), delete: count(), same: count() }),
  ),
  changes: list(resource),
  /** Why the change is refused. */
  problems: list(text()),
  notes: list(text()),
  permissions: list(permission),
  findings: list(finding),
  /** AWS services that the stage begins to use. */
  services: list(text()),
};

/** A preview of the stage itself, on AWS. */
const live = z.strictObject(previewed);

const stage = z.strictObject({
  ...previewed,
  /** Whether the rehearsal passed. */
  passed: z.boolean(),
  /** Why it did not: one reason each. */
  failures: list(text()),
  /** Absent when it could not be estimated. */
  cost: z.optional(
    z.strictObject({
      total: amount,
      services: list(amount),
      /** What a month should stay below, USD. */
      target: z.optional(z.number()),
    }),
  ),
});

/** A handler whose bundle changes. Sizes in bytes; load times in ms. Absent: it has none. */
const bundle = z.strictObject({
  handler: text(),
  before: z.optional(count()),
  after: z.optional(count()),
  loadBefore: z.optional(z.number()),
  loadAfter: z.optional(z.number()),
});

const operation = z.strictObject({
  /** `<METHOD> <path>`. */
  operation: text(),
  change: z.enum(["added", "removed", "changed"]),
  /** What changes: `request`, `responses`, … */
  parts: list(text()),
});

/** A check before the deployment of a stage. */
const check = z.strictObject({
  name: text(),
  outcome: z.enum(["passed", "failed", "warning", "skipped"]),
  reason: z.optional(text()),
  next: z.optional(text()),
});

const schema = z.strictObject({
  format: z.literal(1),
  /** Commit of the pull request. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
  /** What it is compared with. Absent: nothing was rehearsed. */
  base: z.optional(z.strictObject({ ref: text(), commit: z.string().check(z.regex(/^[0-9a-f]{40}$/)) })),
  stages: list(stage),
  /** Previews on AWS. */
  live: list(live),
  checks: list(check),
  /** Why the stage before is left out. Absent: it is not. */
  hotfix: z.optional(text()),
  bundles: list(bundle),
  api: list(operation),
  /** Migrations that it adds: name and phase. */
  migrations: list(z.strictObject({ name: text(), phase: text(), describe: text() })),
});

export type PullRequestReport = z.output<typeof schema>;
export type StageChange = z.output<typeof stage>;
export type LiveChange = z.output<typeof live>;
export type BundleChange = z.output<typeof bundle>;
export type OperationChange = z.output<typeof operation>;

/** A report of nothing. @param commit that it is about. */
export function emptyReport(commit: string): PullRequestReport {
  return { format: 1, commit, stages: [], live: [], checks: [], bundles: [], api: [], migrations: [] };
}

/**
 * Reports of several jobs as one: the one of the rehearsals, with the previews on AWS of all.
 * @returns undefined when nothing was rehearsed.
 */
export function merged(reports: readonly PullRequestReport[]): PullRequestReport | undefined {
  const rehearsed = reports.find(({ base }) => base !== undefined);
  return rehearsed && { ...rehearsed, live: reports.flatMap(({ live: all }) => all) };
}

/** Longest report, bytes of JSON. */
export const REPORT_MAX = 8_000_000;

/**
 * Reads a report that somebody else has made.
 * @throws Error that says what is wrong with it; the text of the report is not repeated.
 */
export function parseReport(json: string): PullRequestReport {
  if (Buffer.byteLength(json) > REPORT_MAX)
    throw new Error(`the report is longer than ${String(REPORT_MAX)} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error("the report is not JSON");
  }
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new Error(`the report has no valid ${(issue?.path ?? []).map(String).join(".") || "content"}`);
}
