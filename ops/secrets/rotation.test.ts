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

test("a rotation makes the current key the previous one, and a fresh one the current", () => {
  expect(change({})).toEqual({ current: fresh, previous: key("b") });
  expect(change({})?.current).not.toEqual(change({})?.current);
});

test("the previous one can be dropped, and what leaked is replaced without a previous one", () => {
  expect(change({ change: "drop-previous" })).toEqual(pair("b"));
  expect(change({ change: "leaked" })).toEqual({ current: fresh });
});

test("there may be nothing to drop", () => {
  expect(change({ change: "drop-previous", configured: pair("b") })).toBeUndefined();
});

test("tokens live 15 minutes, and keys a minute in a function: both must have passed, and a minute for safety", () => {
  expect(SETTLING).toBe(17 * 60_000);
});

describe.each(["rotate", "drop-previous"] as const)("%s", (what) => {
  const early = { change: what, deployed: { keys: pair("b", "a"), at: NOW - SETTLING + 1 } };

  test("is refused while tokens of the previous key may be in use, until a time that it names", () => {
    expect(() => change(early)).toThrow(
      "access tokens of the key a may be in use until 2026-11-26 10:01 UTC",
    );
    expect(change({ ...early, force: true })).toBeDefined();
  });

  test("is refused while the stage does not sign with the file's key yet", () => {
    const notUp = { change: what, deployed: { keys: pair("a"), at: NOW - 10 * SETTLING } };
    expect(() => change(notUp)).toThrow("signs with the key a, not yet with b of its file");
    expect(change({ ...notUp, force: true })).toBeDefined();
  });

  test("needs no waiting where nothing runs", () => {
    const { deployed: _none, ...rest } = early;
    const args = { stack: "dev", force: false, now: NOW, configured: pair("b", "a") };
    expect(changeKeys({ ...args, ...rest })).toBeDefined();
  });
});

test("a first rotation can be done at once: there is no previous key whose tokens could be in use", () => {
  const young = { configured: pair("a"), deployed: { keys: pair("a"), at: NOW } };
  expect(change(young)).toEqual({ current: fresh, previous: key("a") });
});

test("what leaked is replaced at once", () => {
  const deployed = { keys: pair("x", "y"), at: NOW };
  expect(change({ change: "leaked", deployed })).toEqual({ current: fresh });
});
