import { defaultParameters, type ParameterValues, type Rule } from "../rule";

/** What becomes of a finding. */
export type Level = "advisory" | "mandatory" | "disabled";

/** What the engine configures about one rule. */
export interface RuleConfiguration {
  level?: Level;
  parameters?: ParameterValues;
}

/** Level and parameters of every rule of a pack. */
export class Configuration {
  readonly #byRule: ReadonlyMap<string, RuleConfiguration>;

  /**
   * @throws Error where it speaks of a rule or a parameter that does not exist. The engine has held the values against
   * the schemas by then, but lets what it does not know pass: a misspelt name would leave a rule as it is, unseen.
   */
  constructor(rules: readonly Rule[], configured: Readonly<Record<string, RuleConfiguration>> = {}) {
    const problems = Object.entries(configured).flatMap(([name, { parameters = {} }]) => {
      if (name === "all") return allProblems(parameters);
      const rule = rules.find((one) => one.name === name);
      if (rule === undefined) {
        return [`there is no rule "${name}"${didYouMean(name, ["all", ...rules.map((one) => one.name)])}`];
      }
      const known = Object.keys(rule.parameters ?? {});
      return Object.keys(parameters)
        .filter((parameter) => !known.includes(parameter))
        .map((parameter) => `${name} has no parameter "${parameter}"${didYouMean(parameter, known)}`);
    });
    if (problems.length > 0) {
      throw new Error(`the configuration names what the pack does not have:\n  - ${problems.join("\n  - ")}`);
    }
    this.#byRule = new Map(Object.entries(configured));
  }

  /** Default: mandatory. */
  levelOf(rule: Rule): Level {
    return this.#byRule.get(rule.name)?.level ?? "mandatory";
  }

  /** Every parameter of a rule, as configured or by default. */
  readonly parametersOf = (rule: Rule): ParameterValues => ({
    ...defaultParameters(rule),
    ...this.#byRule.get(rule.name)?.parameters,
  });
}

function allProblems(parameters: ParameterValues): string[] {
  return Object.keys(parameters).map((parameter) => `"all" takes a level only, not "${parameter}"`);
}

function didYouMean(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((one) => ({ one, distance: editDistance(name, one) }))
    .sort((a, b) => a.distance - b.distance);
  if (nearest !== undefined && nearest.distance <= 3) return `; did you mean "${nearest.one}"?`;
  return known.length === 0 ? "; it has none" : `; there are: ${known.join(", ")}`;
}

/** Letters to add, drop or change to make one word of another (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const change = (row[j] ?? 0) + (a.charAt(i) === b.charAt(j) ? 0 : 1);
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
