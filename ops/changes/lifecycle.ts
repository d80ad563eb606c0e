/** Objects that a lifecycle rule of S3 deletes. */
interface Expiry {
  /** `objects`, or `old versions`, which overwritten and deleted objects leave. */
  what: "objects" | "old versions";
  /** Names start with it; empty: all objects. */
  prefix: string;
  /** Further filters by tag or size, as JSON; empty: none. */
  filters: string;
  /** Age in days at which they are deleted. */
  days: number;
  /** Number of old versions that stay. */
  kept: number;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * What the rules of a bucket delete that its former rules did not, e.g. `objects below tmp/ after 1 day`.
 * @param before `rules` of a BucketLifecycleConfiguration, or `lifecycleRules` of a Bucket.
 */
export function newExpiries(before: unknown, after: unknown): string[] {
  const former = expiries(before);
  return expiries(after)
    .filter((expiry) => !former.some((one) => covers(one, expiry)))
    .map(({ what, prefix, days }) => {
      const where = prefix === "" ? "" : ` below ${prefix}`;
      return `${what}${where} after ${String(days)} day${days === 1 ? "" : "s"}`;
    });
}

/** Whether a rule deletes everything that another one deletes, at least as early. */
function covers(one: Expiry, other: Expiry): boolean {
  return (
    one.what === other.what &&
    other.prefix.startsWith(one.prefix) &&
    (one.filters === "" || one.filters === other.filters) &&
    one.days <= other.days &&
    one.kept <= other.kept
  );
}

function expiries(rules: unknown): Expiry[] {
  return (Array.isArray(rules) ? rules : []).map(fieldsOf).flatMap((rule): Expiry[] => {
    if (rule["status"] === "Disabled" || rule["enabled"] === false) return [];
    const filter = fieldsOf(rule["filter"]);
    const { prefix = rule["prefix"], ...filters } = { ...filter, ...fieldsOf(filter["and"]), and: undefined };
    const scope = {
      prefix: typeof prefix === "string" ? prefix : "",
      filters: filtersOf({ ...filters, ruleTags: rule["tags"] }),
    };
    const expiration = fieldsOf(rule["expiration"]);
    const old = fieldsOf(rule["noncurrentVersionExpiration"]);
    const days = expiration["date"] === undefined ? numberOf(expiration["days"]) : 0;
    const oldDays = numberOf(old["noncurrentDays"] ?? old["days"]);
    return [
      ...(days === undefined ? [] : [{ what: "objects" as const, ...scope, days, kept: 0 }]),
      ...(oldDays === undefined
        ? []
        : [
            {
              what: "old versions" as const,
              ...scope,
              days: oldDays,
              kept: numberOf(old["newerNoncurrentVersions"]) ?? 0,
            },
          ]),
    ];
  });
}

function filtersOf(filters: Fields): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return given.length === 0 ? "" : JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** A positive number: the provider has 0 for a number that is not set. */
function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 ? value : undefined;
}
