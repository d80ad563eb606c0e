import { personName, shownText } from "./schemas";

/** The problems of a value. */
const problems = (schema: typeof personName, value: string) =>
  (schema.safeParse(value).error?.issues ?? []).map(({ code, message }) => [code, message]);

test.each([
  ["  Chan \t Tai\u0000Man ", "Chan Tai Man"],
  ["Zoe\u0308", "Zoë"],
  ["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"],
  ["می‌خواهم", "می‌خواهم"],
  ["李", "李"],
  [" 𠮷 ", "𠮷"],
  ["ดี", "ดี"],
  // 100 characters as NFC, 200 before.
  ["e\u0301".repeat(100), "é".repeat(100)],
  [` ${"x".repeat(100)}\n`, "x".repeat(100)],
])("the name %j is stored as %j", (typed, kept) => {
  expect(personName.parse(typed)).toBe(kept);
});

test.each([["  x "], ["e\u0301"], ["\u0301\u0308"], ["\u200d\ufe0fx"], ["\u3164\u3164"], ["\u2800\u2800"]])(
  "rejects the name %j for too few visible characters",
  (typed) => {
    expect(problems(personName, typed)).toEqual([
      ["custom", "must have at least 2 characters, or one Han character"],
    ]);
  },
);

test.each([
  ["", "too_small"],
  [" \u0000\u0001", "too_small"],
  ["x".repeat(101), "too_big"],
  ["é".repeat(101), "too_big"],
  ["Chan\u202eTai", "custom"],
])("rejects the name %j", (typed, code) => {
  expect(problems(personName, typed).map(([found]) => found)).toEqual([code]);
});

test("the length of a text is that of its normalised form", () => {
  const text = shownText(1, 5);
  expect(text.parse(" e\u0301\u0007\r\nabc ")).toBe("é\nabc");
  expect(problems(text, " \r\n ")).toEqual([["too_small", "Invalid input"]]);
  expect(problems(text, "abcdef")).toEqual([["too_big", "Invalid input"]]);
});
