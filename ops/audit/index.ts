/** Known vulnerabilities of the npm packages. */
import { execa } from "execa";
import * as z from "zod/mini";

import { Failure } from "../../common/errors";
import { repoRoot } from "../../common/paths";

export { auditEscalation } from "./escalation";
export { auditMarkdown, auditText } from "./text";

/** Severities of npm, worst last. */
const severities = ["info", "low", "moderate", "high", "critical"] as const;

/** From this severity on, an audit fails. */
const FAILS = severities.indexOf("high");

/** A known vulnerability of a package in package-lock.json. */
export interface Vulnerability {
  /** Name of the package. */
  name: string;
  severity: (typeof severities)[number];
  /** What the advisory says. */
  title: string;
  /** Page of the advisory. */
  url: string;
  /** Versions that have it, e.g. `<4.17.21`. */
  range: string;
  /** Packages of package.json through which it comes in. */
  through: string[];
  /** What fixes it; `undefined`: nothing yet. */
  fix?: string;
}

/** The vulnerabilities that fail an audit, and the number of others. */
export interface AuditReport {
  /** Whether none is high or critical. */
  passed: boolean;
  /** High and critical, worst first. */
  vulnerabilities: Vulnerability[];
  /** Number of less severe ones. */
  others: number;
}

const advisory = z.object({
  name: z.string(),
  severity: z.enum(severities),
  title: z.string(),
  url: z.string(),
  range: z.string(),
});

const fix = z.union([
  z.boolean(),
  z.object({ name: z.string(), version: z.string(), isSemVerMajor: z.boolean() }),
]);

/** `npm audit --json`, as npm 7 and later write it. */
const audit = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      isDirect: z.boolean(),
      // A name: the vulnerability is of that package.
      via: z.array(z.union([z.string(), advisory])),
      effects: z.array(z.string()),
      fixAvailable: fix,
    }),
  ),
});

/** What npm writes when it cannot audit. */
const failure = z.object({ message: z.string() });

type Found = z.output<typeof audit>["vulnerabilities"];

/**
 * Asks the registry for known vulnerabilities of the packages in package-lock.json.
 * @param folder with package.json and package-lock.json. Default: the checkout.
 * @throws Failure when the registry does not answer, or has no such service.
 */
export async function runAudit(folder = repoRoot): Promise<AuditReport> {
  const { stdout, stderr } = await execa("npm", ["audit", "--json", "--package-lock-only", "--include=dev"], {
    ...{ cwd: folder, stdin: "ignore", reject: false },
  });
  const answer = asJson(stdout);
  const parsed = audit.safeParse(answer);
  if (parsed.success) return reportOf(parsed.data.vulnerabilities);
  const { message } = failure.safeParse(answer).data ?? { message: stderr.trim() };
  throw new Failure(
    `npm could not audit the packages: ${message}`,
    "The registry must serve audits: npm config get registry. Then try again.",
  );
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reportOf(found: Found): AuditReport {
  const all = Object.entries(found).flatMap(([name, { via, fixAvailable }]) =>
    via.flatMap((one) => {
      // Of another package, which is in the report itself.
      if (typeof one === "string") return [];
      const { severity, title, url, range } = one;
      const through = [...directOf(name, found)].sort();
      const fixed = fixOf(fixAvailable);
      return [{ name, severity, title, url, range, through, ...(fixed !== undefined && { fix: fixed }) }];
    }),
  );
  const rank = ({ severity }: Vulnerability): number => severities.indexOf(severity);
  const failing = all.filter((one) => rank(one) >= FAILS).sort((a, b) => rank(b) - rank(a));
  return { passed: failing.length === 0, vulnerabilities: failing, others: all.length - failing.length };
}

/** The packages of package.json through which a package comes in. */
function directOf(name: string, found: Found, seen = new Set<string>()): Set<string> {
  const one = found[name];
  if (one === undefined || seen.has(name)) return new Set();
  seen.add(name);
  const above = one.effects.flatMap((effect) => [...directOf(effect, found, seen)]);
  return new Set([...(one.isDirect ? [name] : []), ...above]);
}

function fixOf(available: z.output<typeof fix>): string | undefined {
  if (available === false) return undefined;
  if (available === true) return "npm audit fix";
  const { name, version, isSemVerMajor } = available;
  return `npm install ${name}@${version}${isSemVerMajor ? ", a new major version" : ""}`;
}
