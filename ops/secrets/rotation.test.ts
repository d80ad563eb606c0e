import type { JwtSecrets } from "./keys";
import { changeKeys, SETTLING, type KeyChangeArgs } from "./rotation";

const NOW = Date.parse("2026-11-26T10:00:00Z");
const key = (kid: string): JwtSecrets["current"] => ({ kid, secret: `secret of ${kid}` });
const pair = (current: string, previous?: string): JwtSecrets => ({
  current: key(current),
  ...(previous === undefined ? {} : { previous: key(previous) }),
});

function change(over: Partial<KeyChangeArgs>): JwtSecrets | undefined {
  return changeKeys({
    ...{ change: "rotate", stack: "dev", force: false, now: NOW },
    ...{ configured: pair("b", "a"), deployed: { keys: pair("b", "a"), at: NOW - SETTLING } },
    ...over,
  });
}

const fresh = {
  kid: expect.stringMatching(/^20261126-[0-9a-f]{8}$/) as string,
  secret: expect.stringMatching(/^[\w-]{43}$/) as string,
};

test("a rotation makes the current key the previous one, and a new key the current one", () => {
  expect(change({})).toEqual({ current: fresh, previous: key("b") });
  expect(change({})?.current).not.toEqual(change({})?.current);
});

test("the previous key can be dropped, and a leaked key is replaced without a previous one", () => {
  expect(change({ change: "drop-previous" })).toEqual(pair("b"));
  expect(change({ change: "leaked" })).toEqual({ current: fresh });
});

test("without a previous key there is nothing to drop", () => {
  expect(change({ change: "drop-previous", configured: pair("b") })).toBeUndefined();
});

test("a rotation settles after the cache of a function, the life of a token and a minute of allowance", () => {
  expect(SETTLING).toBe(17 * 60_000);
});

describe.each(["rotate", "drop-previous"] as const)("%s", (what) => {
  const early = { change: what, deployed: { keys: pair("b", "a"), at: NOW - SETTLING + 1 } };

  test("is refused, with the time to wait for, while tokens of the previous key may be valid", () => {
    expect(() => change(early)).toThrow("access tokens of the key a may be valid until 2026-11-26 10:01 UTC");
    expect(change({ ...early, force: true })).toBeDefined();
  });

  test("is refused while the key of the file is not deployed", () => {
    const notUp = { change: what, deployed: { keys: pair("a"), at: NOW - 10 * SETTLING } };
    expect(() => change(notUp)).toThrow("still signs with the key a; its file has b");
    expect(change({ ...notUp, force: true })).toBeDefined();
  });

  test("needs no waiting before the first deployment", () => {
    const { deployed: _none, ...rest } = early;
    const args = { stack: "dev", force: false, now: NOW, configured: pair("b", "a") };
    expect(changeKeys({ ...args, ...rest })).toBeDefined();
  });
});

test("a first rotation needs no waiting: there is no previous key", () => {
  const young = { configured: pair("a"), deployed: { keys: pair("a"), at: NOW } };
  expect(change(young)).toEqual({ current: fresh, previous: key("a") });
});

test("a leaked key is replaced at once", () => {
  const deployed = { keys: pair("x", "y"), at: NOW };
  expect(change({ change: "leaked", deployed })).toEqual({ current: fresh });
});
