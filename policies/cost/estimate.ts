import { at } from "../lib/plain";
import { chargesOf } from "./charges";
import { applicationMetrics } from "./custom-metrics";
import { freeTypes } from "./free";
import { priceOf, prices, type Price, type PriceName } from "./prices";
import { smsCountries, smsSource } from "./sms";
import { Traffic, type CostResource } from "./traffic";
import type { Usage } from "./usage";

/** A line of an estimate. Free allowances of the account are lines of their own, below 0. */
export interface Line {
  service: string;
  item: string;
  /** USD a month, not rounded. */
  usd: number;
  /** Quantity and price, e.g. `100,000 requests × 3.5 USD per million`. */
  explanation: string;
  source: string;
}

/** What a component costs without the allowances of the account. */
export interface ComponentCost {
  component: string;
  usd: number;
}

/** What a stack costs in a month. */
export interface Estimate {
  usage: Usage;
  /** All lines but text messages. */
  lines: readonly Line[];
  /** USD a month without text messages. */
  total: number;
  /** Most expensive first. Free allowances belong to the account, and are the last one. */
  components: readonly ComponentCost[];
  /** Text messages by country. */
  sms: readonly Line[];
  /** USD a month. */
  smsTotal: number;
  /** Types that the tables do not know. */
  unpriced: readonly string[];
}

/** Name of the component that carries the free allowances. */
export const ALLOWANCES = "free allowances of the account";

/**
 * Estimates what a stack costs in a month, by the prices of us-east-1.
 * @param callingCodes countries that get text messages; default: none.
 * @throws RangeError on a calling code that has no price.
 */
export function estimate(
  resources: readonly CostResource[],
  usage: Usage,
  callingCodes: readonly string[] = [],
): Estimate {
  const traffic = new Traffic(usage, resources);
  const unpriced = new Set<string>();
  const quantities = new Map<PriceName, Map<string, number>>();
  const add = (component: string, [name, quantity]: readonly [PriceName, number]): void => {
    const components = quantities.get(name) ?? new Map<string, number>();
    components.set(component, (components.get(component) ?? 0) + quantity);
    quantities.set(name, components);
  };
  for (const resource of resources) {
    const charges = chargesOf(resource, traffic);
    if (charges !== undefined) for (const charge of charges) add(componentOf(resource), charge);
    else if (!isFree(resource.type)) unpriced.add(resource.type);
  }
  for (const charge of applicationMetrics(traffic)) add("application metrics", charge);

  const lines: Line[] = [];
  const components = new Map<string, number>();
  const count = (component: string, usd: number): void => {
    components.set(component, (components.get(component) ?? 0) + usd);
  };
  for (const [name, shares] of quantities) {
    const quantity = sum(shares.values());
    if (quantity === 0) continue;
    const price: Price = prices[name];
    const usd = priceOf(price, quantity);
    for (const [component, share] of shares) count(component, (usd * share) / quantity);
    lines.push(lineOf(price, quantity, usd));
    const free = Math.min(quantity, price.free ?? 0);
    if (free === 0) continue;
    // The allowance is the first part of the first tier.
    const saved = usd - priceOf(withoutFirst(price, free), quantity - free);
    count(ALLOWANCES, -saved);
    lines.push({
      ...lineOf(price, free, -saved),
      item: `free: ${price.item}`,
      explanation: `${amount(free)} ${price.unit} of the account's ${amount(price.free ?? 0)} free`,
    });
  }
  const sms = smsLines(usage, callingCodes);
  return {
    usage,
    lines: lines.sort(byService),
    total: sum(lines.map(({ usd }) => usd)),
    components: [...components].map(([component, usd]) => ({ component, usd })).sort((a, b) => b.usd - a.usd),
    sms,
    smsTotal: sum(sms.map(({ usd }) => usd)),
    unpriced: [...unpriced].sort(),
  };
}

/** Whether a type costs nothing itself. Components and providers are no resources of AWS. */
function isFree(type: string): boolean {
  return freeTypes.has(type) || /^(?:sjc1990app:|pulumi:)/.test(type);
}

/** The tag `component`; for types without tags, type and name, e.g. `Dashboard api`. */
function componentOf({ type, name, props }: CostResource): string {
  const component = at(props["tags"], "component");
  return typeof component === "string" ? component : `${type.split(":").at(-1) ?? type} ${name}`;
}

/** AWS counts the allowance at the beginning of the tiers. */
function withoutFirst(price: Price, free: number): Price {
  return {
    ...price,
    tiers: price.tiers.map(({ upTo, ...tier }) =>
      upTo === undefined ? tier : { ...tier, upTo: upTo - free },
    ),
  };
}

function lineOf(price: Price, quantity: number, usd: number): Line {
  const { service, item, unit, source } = price;
  return {
    service,
    item,
    usd,
    source,
    explanation: `${amount(quantity)} ${unit} × ${rate(price, quantity)}`,
  };
}

/** e.g. `3.5 USD per million`, `0.12 to 0.1 USD` where the quantity reaches the second tier. */
function rate({ tiers, per }: Price, quantity: number): string {
  const reached = tiers.filter((_, i) => i === 0 || quantity > (tiers[i - 1]?.upTo ?? Infinity));
  const usd = [...new Set([reached[0]?.usd, reached.at(-1)?.usd])].join(" to ");
  return `${usd} USD${per === 1 ? "" : ` per ${per === 1_000_000 ? "million" : amount(per)}`}`;
}

/** A number for people: `1,234`, `0.35`, `0.0012`. */
export function amount(value: number): string {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 0.1 ? 2 : 4;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** Text messages: codes and notices of all users, shared by country. */
function smsLines({ users, codes, smsNotices }: Usage, callingCodes: readonly string[]): Line[] {
  const served = callingCodes.map((code) => {
    const country = smsCountries[code];
    if (country === undefined)
      throw new RangeError(`text messages to +${code} have no price: add it to policies/cost/sms.ts`);
    return { code, ...country };
  });
  const all = sum(served.map(({ share }) => share));
  return served.map(({ code, country, usd, share }) => {
    const messages = (users * (codes + smsNotices) * share) / all;
    return {
      service: "SMS",
      item: `+${code} ${country}`,
      usd: messages * usd,
      explanation: `${amount(messages)} messages × ${String(usd)} USD`,
      source: smsSource,
    };
  });
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Services by name; a charge stays before its allowance. */
function byService(a: Line, b: Line): number {
  return a.service.localeCompare(b.service);
}
