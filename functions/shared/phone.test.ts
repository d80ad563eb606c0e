import { attempt } from "./attempt";
import { ApiError } from "./errors";
import { maskPhone, normalisePhone } from "./phone";

test.each([
  ["+85291234567", "+85291234567"],
  ["+852 9123 4567", "+85291234567"],
  [" +1 (415) 555-0100 ", "+14155550100"],
  ["+44.20/7946.0018", "+442079460018"],
  ["＋８５２　９１２３４５６７", "+85291234567"],
  ["\u202a+852\u00a09123\u20114567\u202c", "+85291234567"],
  ["+٨٥٢ ٩١٢٣ ٤٥٦٧", "+85291234567"],
  ["+८५२९१२३४५६७", "+85291234567"],
  ["+44 (0)20 7946 0018", "+442079460018"],
  ["+44 (0) 7911 123456", "+447911123456"],
  ["+1 (242) 365-1234", "+12423651234"],
])("%j becomes %s", (typed, phone) => {
  expect(normalisePhone(typed)).toBe(phone);
});

test.each([
  "85291234567",
  "+0085291234567",
  "+123456",
  "+1234567890123456",
  "+852 9123 456x",
  "+852 9123 456",
  "+852 9123 45678",
  "+999123456789",
  "+852 9123 4567 ext 5",
  "+852 9123 4567\nBcc: x",
  "call +852 9123 4567",
  "+852 9123 4567, +852 9123 4568",
  "++85291234567",
  "",
  "91234567",
])("rejects %j without repeating it in the error", (typed) => {
  let error: unknown;
  try {
    normalisePhone(typed);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).details).toMatchObject([{ field: "phoneNumber" }]);
  if (typed !== "") expect(JSON.stringify(error) + String(error)).not.toContain(typed);
});

test("numbers of calling codes that are not served are refused, with those that are", () => {
  const served = new Set(["852", "1"]);
  for (const phone of ["+85291234567", "+12423651234"]) expect(normalisePhone(phone, served)).toBe(phone);
  for (const phone of ["+442079460018", "+870773111632", "+85366123456"]) {
    const error = attempt(() => normalisePhone(phone, served)) as { error: ApiError };
    expect(error.error.details).toEqual([
      { field: "phoneNumber", problem: "must start with one of +852, +1" },
    ]);
  }
});

test.each([
  ["+85291234567", "+85*******67"],
  ["+1234567", "+12***67"],
])("%s is masked as %s", (phone, masked) => {
  expect(maskPhone(phone)).toBe(masked);
});
