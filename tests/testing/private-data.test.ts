import { PrivateData, type Kind } from "./private-data";

const payload = Buffer.from('{"sub":"usr_1","sid":"ses_1"}').toString("base64url");
const key = Buffer.alloc(32, 0xa7);

/** The secret part of a refresh token. */
const random = Buffer.from("the random part").toString("base64url");
/** Values, each with a line that reveals it. */
const revealed: [string, Kind, string, string][] = [
  ["a number", "phone", "+85291234567", '{"message":"no SMS to +85291234567"}'],
  ["a number without its plus", "phone", "+85291234567", '{"n":"85291234567"}'],
  ["a number as a JSON number", "phone", "+85291234567", '{"n":85291234567}'],
  ["a number with punctuation", "phone", "+85291234567", "to +852 (9123) 45-67."],
  ["a number that was entered with punctuation", "phone", "+852 9123 4567", "to 852.9123.4567"],
  ["a number without its country code", "phone", "+85291234567", "to 9123 4567"],
  ["a number in the middle of a word", "phone", "+85291234567", "hash(x85291234567x)"],
  ["a code", "code", "049152", '{"code":"049152"}'],
  ["a code in a sentence", "code", "049152", "049152 is your sjc1990app code."],
  [
    "a token",
    "token",
    `eyJhbGciOiJIUzI1NiJ9.${payload}.c2lnbmF0dXJlLW9mLXRoaXM`,
    `Bearer eyJhbGciOiJIUzI1NiJ9.${payload}.c2lnbmF0dXJlLW9mLXRoaXM`,
  ],
  ["a token's payload", "token", `eyJhbGciOiJIUzI1NiJ9.${payload}.c2lnbmF0dXJlLW9mLXRoaXM`, payload],
  [
    "a token's signature",
    "token",
    `eyJhbGciOiJIUzI1NiJ9.${payload}.c2lnbmF0dXJlLW9mLXRoaXM`,
    "sig=c2lnbmF0dXJlLW9mLXRoaXM",
  ],
  ["a refresh token without its session", "token", `ses_0123.${random}`, random],
  ["an e-mail address", "email", "Chan@Example.org", "to chan@example.ORG"],
  ["a name", "text", "Chan Tai Man", '{"item":{"fullName":"Chan Tai Man"}}'],
  ["a Chinese name", "text", "陳大文", '{"fullName":"陳大文"}'],
  ["an escaped Chinese name", "text", "陳大文", '{"fullName":"\\u9673\\u5927\\u6587"}'],
  [
    "a name in JSON in JSON",
    "text",
    'Ann "Nan" Ng',
    JSON.stringify({ body: JSON.stringify({ name: 'Ann "Nan" Ng' }) }),
  ],
  ["a name with a combining accent", "text", "Zoe\u0308 Ng", "Zoë Ng"],
  ["the beginning of a bio", "text", "b".repeat(500), "b".repeat(120)],
  ["a secret", "secret", key.toString("base64url"), `{"secret":"${key.toString("base64url")}"}`],
  ["a secret in hex", "secret", key.toString("base64url"), key.toString("hex")],
  ["a secret in base64", "secret", key.toString("base64url"), key.toString("base64")],
  ["an IP address", "address", "198.18.0.7", '{"sourceIp":"198.18.0.7"}'],
];

test.each(revealed)("%s is found", (_what, kind, value, line) => {
  const data = new PrivateData();
  data.note(kind, value);
  const found = data.findIn(['{"message":"request","latencyMs":3}', line, "END"]);
  // Several forms of a value may match.
  expect([...new Set(found.map((finding) => finding.line))]).toEqual([line]);
});

test.each<[string, Kind, string, string]>([
  ["a column of a stack trace", "code", "245759", '{"stack":"    at L0 (/var/task/index.js:19:245759)"}'],
  ["a part of an account id", "code", "000000", "arn:aws:lambda:us-east-1:000000000000:function:x"],
  ["a part of an id", "code", "123456", '{"requestId":"9a308aa2-00fb-41ec-a63d-7123456b8a0d"}'],
  ["a time", "phone", "+85220261125", '{"timestamp":"2026-11-25T20:23:41.259Z"}'],
  ["a session's id", "token", `ses_0123456789abcdefghjk.${random}`, "ses_0123456789abcdefghjk"],
  ["a longer address", "address", "198.18.0.7", "198.18.0.71"],
])("%s is not a match", (_what, kind, value, line) => {
  const data = new PrivateData();
  data.note(kind, value);
  expect(data.size).toBeGreaterThan(0);
  expect(data.findIn([line])).toEqual([]);
});

test("private fields of a body are noted", () => {
  const data = new PrivateData();
  data.noteBody({
    accessToken: `h.${payload}.s`,
    user: { phoneNumber: "+85291234567" },
    list: [{ bio: "Back in town" }],
  });
  for (const line of [payload, "91234567", "Back in town"]) expect(data.findIn([line])).toHaveLength(1);
});

test("tokens and addresses of headers are noted, and phone numbers of a body that is not JSON", () => {
  const data = new PrivateData();
  data.noteHeaders({ AuThOrIzAtIoN: `bEaReR h.${payload}.s`, "x-forwarded-for": "198.18.0.7, 10.0.0.1" });
  data.noteBody('{"phoneNumber":"+85291234567"');
  for (const line of [payload, "from 198.18.0.7", "10.0.0.1", "91234567"]) {
    expect(data.findIn([line])).toHaveLength(1);
  }
});
