/** A rotation of the keys of tokens, over HTTP: nobody is signed out, and what was dropped is refused. */
import { SignJWT } from "jose";

import type { Cloud } from "../../local/cloud";
import type { JwtSecrets } from "../../ops/secrets/keys";
import { rotate, type RotateArgs } from "../../ops/secrets/rotate";
import { routes } from "../../functions/routes";
import { me, personOf, type Person } from "../../ops/people";
import { openApi, type TestApi } from "../testing/api";
import { encodePart, tokenPart } from "../testing/tokens";
import { openPlatform, removeTestCloud, up } from "../testing/support";

jest.setTimeout(600_000);

/** A function uses keys for a minute without asking again, and machines may be slow: tries, two seconds apart. */
const TRIES = 90;

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

/** The keys in the stage's file. */
async function configured(): Promise<JwtSecrets> {
  return JSON.parse(await cloud.pulumiOk(["config", "get", "sjc1990app:jwtSecrets"])) as JwtSecrets;
}

async function statusOf(accessToken: string): Promise<number> {
  return (await api.send(routes.getProfile, { params: me, as: { accessToken } })).status;
}

/** Waits until it is so. */
async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  throw new Error(`it never came about that ${what}`);
}

/** Sooner than the authorizer's keys are old by themselves: a token of a name that it does not know has them renewed. */
async function eventuallyRefused(accessToken: string): Promise<void> {
  const unknown = await signed("20200101-00000000", Buffer.alloc(32, 7).toString("base64url"));
  await eventually("it is refused", async () => {
    expect(await statusOf(unknown)).toBe(401);
    return (await statusOf(accessToken)) === 401;
  });
}

const kidOf = (accessToken: string): unknown => tokenPart(accessToken, 0)["kid"];

/** Trades the person's refresh token for new tokens, as their app does when an access token has ended. */
async function refresh(): Promise<void> {
  const { refreshToken } = person;
  person = personOf(await api.call(routes.refresh, { body: { refreshToken } }));
}

/** A token of the person that is signed with this secret under this name. */
function signed(kid: string, secret: string): Promise<string> {
  return new SignJWT(tokenPart(person.accessToken, 1))
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid })
    .sign(Buffer.from(secret, "base64url"));
}

/** Tokens that nobody made who has a key of the stage. */
async function forgeries({ current, previous }: JwtSecrets): Promise<string[]> {
  const foreign = Buffer.alloc(32, 7).toString("base64url");
  const [, payload = ""] = person.accessToken.split(".");
  return [
    await signed("20200101-00000000", foreign),
    await signed(current.kid, foreign),
    ...(previous === undefined ? [] : [await signed(previous.kid, foreign)]),
    // The name of one key, the secret of the other.
    ...(previous === undefined ? [] : [await signed(previous.kid, current.secret)]),
    `${encodePart({ alg: "none", typ: "at+jwt", kid: current.kid })}.${payload}.`,
  ];
}

test("who was signed in stays so; new tokens carry the new key; the old key ends when it is dropped", async () => {
  const before = await configured();
  const first = person.accessToken;
  expect(kidOf(first)).toBe(before.current.kid);

  await change();
  const rotated = await configured();
  expect(rotated).toEqual({ current: expect.anything() as unknown, previous: before.current });
  await expect(change()).rejects.toThrow("not yet with");
  // Now every function that the requests need holds the old keys.
  expect(await statusOf(first)).toBe(200);
  await up(cloud);

  // The authorizer does not wait until its keys are a minute old: another function may sign with the new one already.
  expect(await statusOf(await signed(rotated.current.kid, rotated.current.secret))).toBe(200);
  expect(await statusOf(first)).toBe(200);
  for (const token of await forgeries(rotated)) expect(await statusOf(token)).toBe(401);

  await eventually("the new key signs", async () => {
    await refresh();
    expect(await statusOf(person.accessToken)).toBe(200);
    return kidOf(person.accessToken) === rotated.current.kid;
  });
  expect(await statusOf(first)).toBe(200);

  await expect(change()).rejects.toThrow("may be in use until");
  await expect(change({ change: "drop-previous" })).rejects.toThrow("may be in use until");
  const later = Date.now() + 18 * 60_000;
  expect((await change({ dryRun: true, now: later })).join()).toContain("Nothing was done");

  await change({ change: "drop-previous", force: true });
  const dropped = await configured();
  expect(dropped).toEqual({ current: rotated.current });
  await up(cloud);
  await eventuallyRefused(first);
  expect(await statusOf(person.accessToken)).toBe(200);
  for (const token of await forgeries(dropped)) expect(await statusOf(token)).toBe(401);

  await refresh();
  expect(await statusOf(person.accessToken)).toBe(200);
});

test("what leaked is refused soon, and the apps of those who are signed in go on", async () => {
  const leaked = person.accessToken;
  expect((await configured()).current.kid).toBe(kidOf(leaked));
  await change({ change: "leaked" });
  const { current, previous } = await configured();
  expect(previous).toBeUndefined();
  await up(cloud);
  await eventuallyRefused(leaked);
  // The session is none of the key's: their apps get new tokens, with the fresh key as soon as it signs.
  await refresh();
  expect(await statusOf(await signed(current.kid, current.secret))).toBe(200);
});
