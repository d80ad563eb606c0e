import { parseAdminPhones, parsePhoneKeys, parseSenderId, parseTokenKeys } from "./secrets";

const good = Buffer.alloc(32, 0xfb).toString("base64url");
const short = Buffer.alloc(31, 1).toString("base64url");

test("parses the values that the stack writes", () => {
  const keys = parseTokenKeys(
    JSON.stringify({ current: { kid: "k2", secret: good }, previous: { kid: "k1", secret: good } }),
  );
  expect([keys.current.kid, keys.previous?.kid]).toEqual(["k2", "k1"]);
  expect(keys.current.secret.export()).toEqual(Buffer.alloc(32, 0xfb));
  expect(parsePhoneKeys(JSON.stringify({ secret: good })).lookup).toHaveLength(32);
  expect(parseAdminPhones('["+85291234567"]')).toEqual(new Set(["+85291234567"]));
  expect(parseSenderId("SJC1990")).toBe("SJC1990");
});

test.each<[string, (text: string) => unknown, string]>([
  ["no JSON", parseTokenKeys, "k1"],
  ["a short secret", parseTokenKeys, JSON.stringify({ current: { kid: "k1", secret: short } })],
  ["no kid", parseTokenKeys, JSON.stringify({ current: { secret: good } })],
  [
    "one kid twice",
    parseTokenKeys,
    JSON.stringify({ current: { kid: "k", secret: good }, previous: { kid: "k", secret: good } }),
  ],
  ["an unknown field", parseTokenKeys, JSON.stringify({ current: { kid: "k", secret: good }, next: {} })],
  ["plain base64", parsePhoneKeys, JSON.stringify({ secret: Buffer.alloc(32, 0xfb).toString("base64") })],
  ["a short phone secret", parsePhoneKeys, JSON.stringify({ secret: short })],
  ["a number that is none", parseAdminPhones, '["91234567"]'],
  ["no list", parseAdminPhones, '"+85291234567"'],
  ["a long sender", parseSenderId, "SJC1990SJC1990"],
])("rejects %s", (_what, parse, text) => {
  expect(() => parse(text)).toThrow();
});
