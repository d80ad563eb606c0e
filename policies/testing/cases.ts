import type { ResourceRule, StackRule } from "../lib/rule";
import { analyze, analyzeStack, ids, type Registered, type AnalyzeOptions } from "./analyze";

/** A resource and its expected findings. */
export interface ResourceCase {
  name: string;
  /** Without `aws:`. */
  type: string;
  props: Record<string, unknown>;
  protect?: boolean;
  provider?: Record<string, string>;
  /** Ids of the findings. Default: none. */
  findings?: readonly string[];
  /** Parameters of the rule. */
  parameters?: Record<string, unknown>;
  today?: string;
}

/** A stack and its expected findings. */
export interface StackCase {
  name: string;
  /** Types without `aws:`, except types of components. */
  resources: readonly Registered[];
  /** `<resource name>: <id>` of each finding; `(stack)` for the stack itself. Default: none. */
  findings?: readonly string[];
  parameters?: Record<string, unknown>;
}

/** Tests a resource rule. Requires a passing and a failing case. */
export function resourceCases(rule: ResourceRule, cases: readonly ResourceCase[]): void {
  describe(rule.name, () => {
    bothKinds(cases);
    test.each(cases.map((row): [string, ResourceCase] => [row.name, row]))("%s", (_, row) => {
      const { type, props, protect = false, provider, findings = [] } = row;
      const shown = { type: `aws:${type}`, name: "thing", props, protect, ...(provider && { provider }) };
      // A case of another type would pass without a check.
      expect(rule.appliesTo).toContain(shown.type);
      const found = analyze([rule], shown, options(rule.name, row));
      expect(ids(found)).toEqual(findings);
      for (const { message } of found) expect(message).toContain(`aws:${type} "thing": `);
    });
  });
}

/** As {@link resourceCases}, for a stack rule. */
export function stackCases(rule: StackRule, cases: readonly StackCase[]): void {
  describe(rule.name, () => {
    bothKinds(cases);
    test.each(cases.map((row): [string, StackCase] => [row.name, row]))("%s", (_, row) => {
      const resources = row.resources.map((one) => ({
        ...one,
        type: one.type.includes("/") ? `aws:${one.type}` : one.type,
      }));
      const found = analyzeStack([rule], resources, options(rule.name, row));
      const names = found.map(({ urn }) => (urn === "" ? "(stack)" : (urn.split("::").at(-1) ?? "")));
      expect(ids(found).map((id, i) => `${names[i] ?? ""}: ${id}`)).toEqual(row.findings ?? []);
    });
  });
}

function bothKinds(cases: readonly { findings?: readonly string[] }[]): void {
  test("has a passing and a failing case", () => {
    const bad = cases.filter(({ findings = [] }) => findings.length > 0);
    expect(bad.length).toBeGreaterThan(0);
    expect(cases.length - bad.length).toBeGreaterThan(0);
  });
}

function options(
  rule: string,
  { parameters, today }: { parameters?: Record<string, unknown>; today?: string },
): AnalyzeOptions {
  return {
    ...(parameters === undefined ? {} : { config: { [rule]: parameters } }),
    ...(today === undefined ? {} : { today: new Date(`${today}T12:00:00Z`) }),
  };
}
