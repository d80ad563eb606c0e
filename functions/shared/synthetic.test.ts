import { normalisePhone } from "./phone";
import { isSynthetic, syntheticNumbers } from "./synthetic";

test("every synthetic number is one that users can type, and is reserved for fiction", () => {
  expect(new Set(syntheticNumbers).size).toBe(2_000);
  for (const phone of syntheticNumbers) {
    expect(normalisePhone(phone)).toBe(phone);
    expect(phone).toMatch(/^\+1\d{3}55501\d\d$/);
    expect(isSynthetic(phone)).toBe(true);
  }
});

test.each(["+12025550099", "+12025550200", "+12015550123", "+85291234567", "+442025550100", "12025550100"])(
  "%s is not synthetic",
  (phone) => {
    expect(isSynthetic(phone)).toBe(false);
  },
);

test("a synthetic number is accepted where its calling code is not served, and its neighbours are not", () => {
  const served = new Set(["852"]);
  expect(normalisePhone("+1 (202) 555-0123", served)).toBe("+12025550123");
  for (const phone of ["+12025550223", "+12025551123", "+12015550123"])
    expect(() => normalisePhone(phone, served)).toThrow();
});
