/** A rotation of the signing keys of access tokens, over HTTP; and a change of the phone secret, which is refused. */
import { SignJWT } from "jose";

import type { Cloud } from "../../local/cloud";
import type { JwtSecrets } from "../../ops/secrets/keys";
import { rotate, type RotateArgs } from "../../ops/secrets/rotate";
import { routes } from "../../functions/routes";
import { me, personOf, type Person } from "../../ops/people";
import { openApi, type TestApi } from "../testing/api";
import { encodePart, tokenPart } from "../testing/tokens";
import { edit, openPlatform, removeTestCloud, up } from "../testing/support";

let cloud: Cloud;
let api: TestApi["api"];
let person: Person;

beforeAll(async () => {
  cloud = await openPlatform();
  const opened = await openApi(cloud);
  api = opened.api;
  person = await opened.people.admin();
});
afterAll(async () => {
  await removeTestCloud(cloud);
});

function change(over: Partial<RotateArgs> = {}): Promise<string[]> {
  const { projectDir, stack, env } = cloud;
  return rotate({
    ...{ target: { projectDir, stack, env }, change: "rotate", force: false, dryRun: false },
    ...{ prompt: undefined, now: Date.now() },
    ...over,
  });
}

/** The keys in the stage file. */
async function configured(): Promise<JwtSecrets> {
  return JSON.parse(await cloud.pulumiOk(["config", "get", "sjc1990app:jwtSecrets"])) as JwtSecrets;
}

async function statusOf(accessToken: string): Promise<number> {
  return (await api.send(routes.getProfile, { params: me, as: { accessToken } })).status;
}

/**
 * Deploys the keys with a new version of a function. The new version reads them at its first request; running ones
 * would keep the old keys for up to a minute (functions/shared/parameters.test.ts).
 */
async function deploy(handler: string): Promise<void> {
  edit(cloud.projectDir, handler, /$/, `\nexport const version${String(++versions)} = true;\n`);
  await up(cloud);
}
let versions = 0;

const kidOf = (accessToken: string): unknown => tokenPart(accessToken, 0)["kid"];

/** Refreshes the person's tokens. */
async function refresh(): Promise<void> {
  const { refreshToken } = person;
  person = personOf(await api.call(routes.refresh, { body: { refreshToken } }));
}

/** A token of the person, signed with a key. Each is different, so that the gateway has cached none. */
function signed({ kid, secret }: JwtSecrets["current"]): Promise<string> {
  const claims = { ...tokenPart(person.accessToken, 1), jti: String(++tokens) };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid })
    .sign(Buffer.from(secret, "base64url"));
}
let tokens = 0;

/** Tokens that are not signed by the key they name. */
async function forgeries({ current, previous }: JwtSecrets): Promise<string[]> {
  const foreign = Buffer.alloc(32, 7).toString("base64url");
  const [, payload = ""] = person.accessToken.split(".");
  return [
    await signed({ kid: "20200101-00000000", secret: foreign }),
    await signed({ ...current, secret: foreign }),
    ...(previous === undefined ? [] : [await signed({ ...previous, secret: foreign })]),
    // The id of one key, the secret of the other.
    ...(previous === undefined ? [] : [await signed({ ...previous, secret: current.secret })]),
    `${encodePart({ alg: "none", typ: "at+jwt", kid: current.kid })}.${payload}.`,
  ];
}

test("a rotation signs nobody out, both keys verify, and the dropped key is refused", async () => {
  const before = await configured();
  const first = person.accessToken;
  expect(kidOf(first)).toBe(before.current.kid);

  await change();
  const rotated = await configured();
  expect(rotated).toEqual({ current: expect.anything() as unknown, previous: before.current });
  await expect(change()).rejects.toThrow("still signs with the key");
  // The running authorizer has read the old keys.
  expect(await statusOf(first)).toBe(200);
  await deploy("functions/auth/refresh.ts");

  // It reads the keys again for an unknown key id: another function may already sign with the new key.
  expect(await statusOf(await signed(rotated.current))).toBe(200);
  expect(await statusOf(first)).toBe(200);
  expect(await statusOf(await signed(before.current))).toBe(200);
  for (const token of await forgeries(rotated)) expect(await statusOf(token)).toBe(401);

  await refresh();
  expect(kidOf(person.accessToken)).toBe(rotated.current.kid);
  expect(await statusOf(person.accessToken)).toBe(200);

  await expect(change()).rejects.toThrow("may be valid until");
  await expect(change({ change: "drop-previous" })).rejects.toThrow("may be valid until");
  const later = Date.now() + 18 * 60_000;
  expect((await change({ dryRun: true, now: later })).join()).toContain("nothing was changed");

  await change({ change: "drop-previous", force: true });
  const dropped = await configured();
  expect(dropped).toEqual({ current: rotated.current });
  await deploy("functions/auth/authorizer.ts");
  // A token that the gateway has not cached.
  expect(await statusOf(await signed(before.current))).toBe(401);
  expect(await statusOf(person.accessToken)).toBe(200);
  for (const token of await forgeries(dropped)) expect(await statusOf(token)).toBe(401);

  await refresh();
  expect(await statusOf(person.accessToken)).toBe(200);
});

test("a leaked key is refused, and sessions go on", async () => {
  const { current: leaked } = await configured();
  expect(kidOf(person.accessToken)).toBe(leaked.kid);
  await change({ change: "leaked" });
  const { current, previous } = await configured();
  expect(previous).toBeUndefined();
  await deploy("functions/auth/authorizer.ts");
  expect(await statusOf(await signed(leaked))).toBe(401);
  // Sessions do not depend on the key: apps get new tokens with their refresh tokens.
  await refresh();
  expect(await statusOf(await signed(current))).toBe(200);
});

test("the phone secret of a protected stage cannot be changed", async () => {
  const pulumi = (...args: string[]) => cloud.pulumi(args, "capture");
  const preview = async () => {
    const { code, stdout, stderr } = await pulumi("preview", "--non-interactive");
    return { code, text: stdout + stderr };
  };
  const config = (name: string, value: string) =>
    cloud.pulumiOk(["config", "set", `sjc1990app:${name}`, value]);
  await config("protectData", "true");
  await up(cloud);
  const secret = await cloud.pulumiOk(["config", "get", "sjc1990app:phoneSecret"]);
  const changed = `${secret.trim().slice(0, -4)}AAAA`;
  await cloud.pulumiOk(["config", "set", "--secret", "sjc1990app:phoneSecret", changed]);
  const refused = await preview();
  expect(refused.code).not.toBe(0);
  expect(refused.text).toMatch(/unable to replace resource .*Parameter::phone\W+as it is .* protection/);
  expect(refused.text).not.toContain(changed);
  await cloud.pulumiOk(["config", "set", "--secret", "sjc1990app:phoneSecret", secret.trim()]);
  expect((await preview()).code).toBe(0);
});
