import { decryptPhone, derivePhoneKeys, encryptPhone, hashCode, hashPhone, hashSource } from "./phone-keys";

const keys = derivePhoneKeys(Buffer.alloc(32, 1));
const others = derivePhoneKeys(Buffer.alloc(32, 2));
const PHONE = "+85291234567";

test("a hash is stable, keyed and does not contain the number", () => {
  expect(hashPhone(keys, PHONE)).toBe(hashPhone(derivePhoneKeys(Buffer.alloc(32, 1)), PHONE));
  expect(hashPhone(keys, PHONE)).not.toBe(hashPhone(others, PHONE));
  expect(hashPhone(keys, PHONE)).toMatch(/^[\w-]{43}$/);
});

test("each purpose has its own key", () => {
  expect(new Set(Object.values(keys).map((key) => Buffer.from(key).toString("hex"))).size).toBe(5);
});

test("equal codes of different numbers have different hashes", () => {
  expect(hashCode(keys, "a", "123456")).not.toBe(hashCode(keys, "b", "123456"));
});

test("encryption is randomised, and bound to key and user", () => {
  const sealed = encryptPhone(keys, "usr_1", PHONE);
  expect(sealed).not.toBe(encryptPhone(keys, "usr_1", PHONE));
  expect(decryptPhone(keys, "usr_1", sealed)).toBe(PHONE);
  expect(() => decryptPhone(keys, "usr_2", sealed)).toThrow();
  expect(() => decryptPhone(others, "usr_1", sealed)).toThrow();
  expect(() => decryptPhone(keys, "usr_1", sealed.replace("v1.", "v2."))).toThrow("unknown format");
  const flipped = Buffer.from(sealed.slice(3), "base64url");
  flipped[14]! ^= 1;
  expect(() => decryptPhone(keys, "usr_1", `v1.${flipped.toString("base64url")}`)).toThrow();
});

test.each([
  ["198.51.100.1", "198.51.100.1", true],
  ["198.51.100.1", "198.51.100.2", false],
  ["2001:db8:1:2::1", "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff", true],
  ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
  ["2001:db8::1", "2001:db8:0:0:9::", true],
  ["::1", "::2", true],
  ["::ffff:198.51.100.1", "198.51.100.1", true],
  ["::ffff:198.51.100.1", "::ffff:198.51.100.2", false],
  ["fe80::1%eth0", "fe80::2", true],
  ["unknown", "198.51.100.1", false],
])("addresses %s and %s count as one: %s", (a, b, together) => {
  expect(hashSource(keys, a) === hashSource(keys, b)).toBe(together);
});
