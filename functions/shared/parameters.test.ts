import type { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";

import { cachedParameters } from "./parameters";

/** A fake Parameter Store. An Error instead of values makes the next calls fail. */
function fakeStore(values: Record<string, string>) {
  const state: { values: Record<string, string> | Error } = { values };
  const send = jest.fn(async (command: GetParametersCommand) => {
    await Promise.resolve();
    const current = state.values;
    if (current instanceof Error) throw current;
    const known = (command.input.Names ?? []).filter((name) => name in current);
    // In any order, and without the unknown ones.
    return { Parameters: known.map((Name) => ({ Name, Value: current[Name] })).reverse() };
  });
  return { state, send, client: { send } as unknown as SSMClient };
}

/** Waits until a read in the background has ended. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const json = (text: string): unknown => JSON.parse(text);
const both = { a: { name: "/x/a", parse: json }, b: { name: "/x/b", parse: String } };

function setUp(values: Record<string, string> = { "/x/a": "1", "/x/b": "two" }) {
  const store = fakeStore(values);
  const clock = { now: 0 };
  const onStale = jest.fn();
  const get = cachedParameters(store.client, both, { now: () => clock.now, onStale });
  return { ...store, clock, onStale, get };
}

test("reads decrypted values in one call, and again after 30 s, without a wait", async () => {
  const { send, clock, state, get } = setUp();
  expect(await get()).toEqual({ a: 1, b: "two" });
  expect(send.mock.calls.map(([{ input }]) => input)).toEqual([
    { Names: ["/x/a", "/x/b"], WithDecryption: true },
  ]);
  state.values = { "/x/a": "2", "/x/b": "new" };
  clock.now = 29_999;
  expect(await get()).toEqual({ a: 1, b: "two" });
  expect(send).toHaveBeenCalledTimes(1);
  clock.now = 30_000;
  expect(await Promise.all([get(), get()])).toEqual(Array(2).fill({ a: 1, b: "two" }));
  await settled();
  expect(await get()).toEqual({ a: 2, b: "new" });
  expect(send).toHaveBeenCalledTimes(2);
});

test("after a minute without a request, the next one waits for new values", async () => {
  const { clock, state, get } = setUp();
  await get();
  state.values = { "/x/a": "2", "/x/b": "new" };
  clock.now = 60_000;
  expect(await get()).toEqual({ a: 2, b: "new" });
});

test("no request waits for a store that hangs, once values are at hand", async () => {
  const { send, clock, get } = setUp();
  await get();
  send.mockImplementation(() => new Promise(() => {}));
  clock.now = 30_000;
  for (let i = 0; i < 3; i++) expect(await get()).toEqual({ a: 1, b: "two" });
  expect(send).toHaveBeenCalledTimes(2);
});

test("the age of values counts from the request, not from its late response", async () => {
  const { send, clock, state, get } = setUp();
  await get();
  let respond = (): void => {};
  const late = new Promise<void>((resolve) => (respond = resolve));
  send.mockImplementationOnce(async () => {
    await late;
    return {
      Parameters: [
        { Name: "/x/a", Value: "2" },
        { Name: "/x/b", Value: "late" },
      ],
    };
  });
  clock.now = 30_000;
  await get();
  clock.now = 90_000;
  state.values = { "/x/a": "3", "/x/b": "new" };
  respond();
  expect(await get()).toEqual({ a: 3, b: "new" });
});

test("after a failed read no request waits, however old the values are", async () => {
  const { send, clock, state, get } = setUp();
  await get();
  state.values = new Error("down");
  clock.now = 60_000;
  expect(await get()).toEqual({ a: 1, b: "two" });
  send.mockImplementation(() => new Promise(() => {}));
  clock.now = 90_000;
  expect(await get()).toEqual({ a: 1, b: "two" });
  expect(send).toHaveBeenCalledTimes(3);
});

describe("a forced refresh", () => {
  test("reads at once, however recent the values are", async () => {
    const { send, state, get } = setUp();
    await get();
    state.values = { "/x/a": "2", "/x/b": "two" };
    expect(await get()).toMatchObject({ a: 1 });
    expect(await get(10_000)).toMatchObject({ a: 2 });
    expect(await get()).toMatchObject({ a: 2 });
    expect(send).toHaveBeenCalledTimes(2);
  });

  test("is limited to one read in the given time for all callers", async () => {
    const { send, clock, state, get } = setUp();
    await get();
    await Promise.all([get(10_000), get(10_000), get(10_000)]);
    state.values = { "/x/a": "2", "/x/b": "two" };
    clock.now = 9_999;
    expect(await get(10_000)).toMatchObject({ a: 1 });
    expect(send).toHaveBeenCalledTimes(2);
    clock.now = 10_000;
    expect(await get(10_000)).toMatchObject({ a: 2 });
    expect(send).toHaveBeenCalledTimes(3);
  });

  test("returns old values while the store fails, with the same limit", async () => {
    const { send, clock, state, onStale, get } = setUp();
    await get();
    state.values = new Error("down");
    for (clock.now = 10_000; clock.now < 30_000; clock.now += 1_000) {
      expect(await get(10_000)).toEqual({ a: 1, b: "two" });
    }
    // Two, after the first read.
    expect(send).toHaveBeenCalledTimes(3);
    expect(onStale).toHaveBeenCalledTimes(20);
  });
});

test("concurrent requests share one read", async () => {
  const { send, get } = setUp();
  await Promise.all([get(), get(), get()]);
  expect(send).toHaveBeenCalledTimes(1);
});

test.each([
  ["the store fails", new Error("down")],
  ["a value is malformed", { "/x/a": "{", "/x/b": "two" }],
  ["a parameter is gone", { "/x/a": "1" }],
])("if %s, the last values are used, and the read is retried after 30 s", async (_what, broken) => {
  const { send, clock, state, onStale, get } = setUp();
  await get();
  state.values = broken;
  clock.now = 30_000;
  expect(await get()).toEqual({ a: 1, b: "two" });
  await settled();
  clock.now = 59_999;
  expect(await get()).toEqual({ a: 1, b: "two" });
  expect(send).toHaveBeenCalledTimes(2);
  expect(onStale).toHaveBeenCalledTimes(1);
  state.values = { "/x/a": "3", "/x/b": "back" };
  clock.now = 60_000;
  expect(await get()).toEqual({ a: 1, b: "two" });
  await settled();
  expect(await get()).toEqual({ a: 3, b: "back" });
  expect(onStale).toHaveBeenCalledTimes(2);
});

test("throws without any value, and reads again with the next request", async () => {
  const { state, get } = setUp();
  const values = state.values;
  state.values = new Error("down");
  await expect(get()).rejects.toThrow("down");
  state.values = values;
  expect(await get()).toEqual({ a: 1, b: "two" });
});

test("errors name the parameter and never contain its value", async () => {
  await expect(setUp({ "/x/b": "" }).get()).rejects.toThrow("there is no parameter /x/a");
  const error: unknown = await setUp({ "/x/a": "hunter2", "/x/b": "" })
    .get()
    .catch((thrown: unknown) => thrown);
  expect(String(error)).toBe("Error: the value of parameter /x/a is malformed");
  expect((error as Error).cause).toBeUndefined();
  expect((error as Error).stack).not.toContain("hunter2");
});
