import { STATS_KEY, STATS_SHARDS, statsKeys, sumStats } from "./stats";

test("the counters are in stats#all and in 32 shards", () => {
  expect(STATS_SHARDS).toBe(32);
  expect(new Set(statsKeys).size).toBe(33);
  expect(statsKeys.slice(0, 3)).toEqual([STATS_KEY, "stats#00", "stats#01"]);
  expect(statsKeys.at(-1)).toBe("stats#31");
});

test("a sum includes what earlier releases counted, and negative shards", () => {
  const items = [
    { userId: STATS_KEY, phoneFingerprint: "print", users: 40, "year#1985": 2 },
    { userId: "stats#00", users: 3, "year#1985": -1 },
    { userId: "stats#31", users: -2, approved: 1, "year#1985": -1 },
  ];
  expect(sumStats(items)).toEqual({ users: 41, approved: 1, "year#1985": 0 });
});

test("a sum is never negative", () => {
  expect(sumStats([{ userId: "stats#04", users: -1 }])).toEqual({ users: 0 });
  expect(sumStats([])).toEqual({});
});
