import { SignJWT, UnsecuredJWT, decodeJwt, decodeProtectedHeader } from "jose";

import { signAccessToken, verifyAccessToken, type AccessClaims } from "./access-token";
import { parseTokenKeys } from "./secrets";

const T = 1_800_000_000;
const secret = (fill: number) => Buffer.alloc(32, fill).toString("base64url");
const k1 = { kid: "k1", secret: secret(1) };
const k2 = { kid: "k2", secret: secret(2) };
const keys = parseTokenKeys(JSON.stringify({ current: k1 }));
const claims: AccessClaims = { userId: "usr_1", role: "user", status: "approved", sessionId: "ses_1" };

/** A valid token, modified by `change`. */
async function forged(change: { header?: object; payload?: object; key?: Buffer }): Promise<string> {
  const { role, status, sid, sub, iss, aud, jti, iat, exp } = decodeJwt(
    await signAccessToken(keys, "dev", claims, T),
  );
  const payload = { role, status, sid, sub, iss, aud, jti, iat, exp, ...change.payload };
  return new SignJWT(JSON.parse(JSON.stringify(payload)) as object & Record<string, unknown>)
    .setProtectedHeader({ alg: "HS256", kid: "k1", typ: "at+jwt", ...change.header })
    .sign(change.key ?? Buffer.alloc(32, 1));
}

test("identifies the user, without the phone number", async () => {
  const token = await signAccessToken(keys, "dev", claims, T);
  expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", kid: "k1", typ: "at+jwt" });
  expect(decodeJwt(token)).toEqual({
    iss: "sjc1990app-dev",
    aud: "sjc1990app-dev-api",
    sub: "usr_1",
    role: "user",
    status: "approved",
    sid: "ses_1",
    jti: expect.any(String) as string,
    iat: T,
    exp: T + 900,
  });
  expect(await verifyAccessToken(keys, "dev", token, T)).toEqual(claims);
});

test("a correctly forged token is accepted, which shows that the helper below works", async () => {
  expect(await verifyAccessToken(keys, "dev", await forged({}), T)).toEqual(claims);
});

test.each<[string, { header?: object; payload?: object; key?: Buffer }]>([
  ["another audience", { payload: { aud: "sjc1990app-prod-api" } }],
  ["another issuer", { payload: { iss: "sjc1990app-prod" } }],
  ["expired", { payload: { exp: T } }],
  ["without an expiry", { payload: { exp: undefined } }],
  ["without an id", { payload: { jti: undefined } }],
  ["without a session", { payload: { sid: undefined } }],
  ["a session that is no text", { payload: { sid: 7 } }],
  ["without a subject", { payload: { sub: undefined } }],
  ["an unknown role", { payload: { role: "owner" } }],
  ["an unknown status", { payload: { status: "deleted" } }],
  ["an unknown key", { header: { kid: "k9" } }],
  ["without a key id", { header: { kid: undefined } }],
  ["another type", { header: { typ: "JWT" } }],
  ["another algorithm", { header: { alg: "HS512" }, key: Buffer.alloc(64, 1) }],
  ["another secret", { key: Buffer.alloc(32, 9) }],
])("rejects %s", async (_what, change) => {
  expect(await verifyAccessToken(keys, "dev", await forged(change), T)).toBeUndefined();
});

test("rejects alg none and malformed tokens", async () => {
  const none = new UnsecuredJWT({ role: "admin", status: "approved", sid: "ses_1", jti: "1" })
    .setIssuer("sjc1990app-dev")
    .setAudience("sjc1990app-dev-api")
    .setSubject("usr_1")
    .setIssuedAt(T)
    .setExpirationTime(T + 900)
    .encode();
  for (const token of [none, "", "a.b.c", `${none}x`]) {
    expect(await verifyAccessToken(keys, "dev", token, T)).toBeUndefined();
  }
});

test("rejects a token of another stage with the same key", async () => {
  const token = await signAccessToken(keys, "staging", claims, T);
  expect(await verifyAccessToken(keys, "dev", token, T)).toBeUndefined();
});

test("after a rotation the previous key verifies, older ones do not", async () => {
  const old = await signAccessToken(keys, "dev", claims, T);
  const rotated = parseTokenKeys(JSON.stringify({ current: k2, previous: k1 }));
  expect(await verifyAccessToken(rotated, "dev", old, T)).toEqual(claims);
  const fresh = await signAccessToken(rotated, "dev", claims, T);
  expect(decodeProtectedHeader(fresh).kid).toBe("k2");
  expect(await verifyAccessToken(rotated, "dev", fresh, T)).toEqual(claims);
  const done = parseTokenKeys(JSON.stringify({ current: { kid: "k3", secret: secret(3) }, previous: k2 }));
  expect(await verifyAccessToken(done, "dev", old, T)).toBeUndefined();
});
