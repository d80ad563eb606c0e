import { readStats } from "./stats-service";

const statsOf = (counters: Record<string, number>) =>
  readStats({ counters: () => Promise.resolve(counters) });

test("returns the counters, with years separately", async () => {
  const counters = {
    users: 5,
    approved: 4,
    classrooms: 3,
    "year#1985": 2,
    "year#1986": 0,
    "year#x": 9,
    other: 7,
  };
  expect(await statsOf(counters)).toEqual({ users: 5, approved: 4, classrooms: 3, byYear: { 1985: 2 } });
});

test("all counters are zero at first", async () => {
  expect(await statsOf({})).toEqual({ users: 0, approved: 0, classrooms: 0, byYear: {} });
});
