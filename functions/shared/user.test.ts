import { ApiError } from "./errors";
import { tidyName } from "./user";

test.each([
  ["  Chan \t Tai\u0000Man ", "Chan Tai Man"],
  ["Zoe\u0308", "Zoë"],
  ["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"],
  ["می‌خواهم", "می‌خواهم"],
])("the name %j is stored as %j", (typed, kept) => {
  expect(tidyName(typed)).toBe(kept);
});

test.each([
  ["  x "],
  ["\u0000\u0001"],
  ["\u200b\u200b"],
  ["\u2060\u200d\ufe0fx"],
  ["\u3164\u3164"],
  ["\u2800\u2800"],
])("rejects %j for too few visible characters", (typed) => {
  expect(() => tidyName(typed)).toThrow(ApiError);
});
