import { ApiError } from "./errors";
import { maskPhone, normalisePhone } from "./phone";

test.each([
  ["+85291234567", "+85291234567"],
  ["+852 9123 4567", "+85291234567"],
  [" +1 (415) 555-0100 ", "+14155550100"],
  ["+44.20/7946.0018", "+442079460018"],
  ["＋８５２　９１２３４５６７", "+85291234567"],
  ["\u202a+852\u00a09123\u20114567\u202c", "+85291234567"],
  ["+1234567", "+1234567"],
  ["+123456789012345", "+123456789012345"],
])("%j becomes %s", (typed, phone) => {
  expect(normalisePhone(typed)).toBe(phone);
});

test.each([
  "85291234567",
  "+0085291234567",
  "+123456",
  "+1234567890123456",
  "+852 9123 456x",
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

test.each([
  ["+85291234567", "+85*******67"],
  ["+1234567", "+12***67"],
])("%s is masked as %s", (phone, masked) => {
  expect(maskPhone(phone)).toBe(masked);
});
