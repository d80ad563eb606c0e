import { priceOf, prices, type Price } from "./prices";
import { smsCountries } from "./sms";

const all: [string, Price][] = Object.entries(prices);

test.each(all)("%s has an ascending range of tiers with falling prices, and a page of AWS", (_, price) => {
  const ends = price.tiers.map(({ upTo }) => upTo ?? Infinity);
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  expect(ends.at(-1)).toBe(Infinity);
  const rates = price.tiers.map(({ usd }) => usd);
  expect(rates).toEqual([...rates].sort((a, b) => b - a));
  expect(Math.min(...rates)).toBeGreaterThan(0);
  expect(price.source).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\//);
});

test("no two prices have the same line", () => {
  const names = all.map(([, { service, item }]) => `${service} ${item}`);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  [0, 0],
  [1_000_000, 3.5],
  [333_000_000, 1165.5],
  // One million in the second tier.
  [334_000_000, 1168.3],
  [1_000_000_000, 1165.5 + 667 * 2.8],
])("%d requests of the API cost %d USD", (requests, usd) => {
  expect(priceOf(prices.apiRequests, requests)).toBeCloseTo(usd, 6);
});

test("the shares of text messages add up to all", () => {
  const shares = Object.values(smsCountries).reduce((sum, { share }) => sum + share, 0);
  expect(shares).toBeCloseTo(1, 9);
});
