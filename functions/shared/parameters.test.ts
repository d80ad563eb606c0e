import type { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import { cachedParameters } from "./parameters";

/** A fake Parameter Store. An Error instead of values makes the next calls fail. */
function fakeStore(values: Record<string, string>) {
  const state: { values: Record<string, string> | Error } = { values };
  const send = jest.fn(async (command: GetParameterCommand) => {
    await Promise.resolve();
    const current = state.values;
    if (current instanceof Error) throw current;
    const name = command.input.Name ?? "";
    if (!(name in current)) throw new Error(`there is no parameter ${name}`);
    return { Parameter: { Name: name, Value: current[name] } };
  });
  return { state, send, client: { send } as unknown as SSMClient };
}

const json = (text: string): unknown => JSON.parse(text);
const both = { a: { name: "/x/a", parse: json }, b: { name: "/x/b", parse: String } };

function setUp(values: Record<string, string> = { "/x/a": "1", "/x/b": "two" }) {
  const store = fakeStore(values);
  const clock = { now: 0 };
  const onStale = jest.fn();
  const get = cachedParameters(store.client, both, { now: () => clock.now, onStale });
  return { ...store, clock, onStale, get };
}

test("reads decrypted values, and again after a minute", async () => {
  const { send, clock, state, get } = setUp();
  expect(await get()).toEqual({ a: 1, b: "two" });
  expect(send.mock.calls.map(([{ input }]) => input)).toEqual([
    { Name: "/x/a", WithDecryption: true },
    { Name: "/x/b", WithDecryption: true },
  ]);
  state.values = { "/x/a": "2", "/x/b": "new" };
  clock.now = 59_999;
  expect(await get()).toEqual({ a: 1, b: "two" });
  expect(send).toHaveBeenCalledTimes(2);
  clock.now = 60_000;
  expect(await get()).toEqual({ a: 2, b: "new" });
  expect(send).toHaveBeenCalledTimes(4);
});

describe("a forced refresh", () => {
  test("reads at once, however recent the values are", async () => {
    const { send, state, get } = setUp();
    await get();
    state.values = { "/x/a": "2", "/x/b": "two" };
    expect(await get()).toMatchObject({ a: 1 });
    expect(await get(10_000)).toMatchObject({ a: 2 });
    expect(await get()).toMatchObject({ a: 2 });
    expect(send).toHaveBeenCalledTimes(4);
  });

  test("is limited to one read in the given time for all callers", async () => {
    const { send, clock, state, get } = setUp();
    await get();
    await Promise.all([get(10_000), get(10_000), get(10_000)]);
    state.values = { "/x/a": "2", "/x/b": "two" };
    clock.now = 9_999;
    expect(await get(10_000)).toMatchObject({ a: 1 });
    expect(send).toHaveBeenCalledTimes(4);
    clock.now = 10_000;
    expect(await get(10_000)).toMatchObject({ a: 2 });
    expect(send).toHaveBeenCalledTimes(6);
  });

  test("returns old values while the store fails, with the same limit", async () => {
    const { send, clock, state, onStale, get } = setUp();
    await get();
    state.values = new Error("down");
    for (clock.now = 10_000; clock.now < 30_000; clock.now += 1_000) {
      expect(await get(10_000)).toEqual({ a: 1, b: "two" });
    }
    // Two reads of two parameters, after the first read.
    expect(send).toHaveBeenCalledTimes(6);
    expect(onStale).toHaveBeenCalledTimes(20);
  });
});

test("concurrent requests share one read", async () => {
  const { send, get } = setUp();
  await Promise.all([get(), get(), get()]);
  expect(send).toHaveBeenCalledTimes(2);
});

test.each([
  ["the store fails", new Error("down")],
  ["a value is malformed", { "/x/a": "{", "/x/b": "two" }],
  ["a parameter is gone", { "/x/a": "1" }],
])("if %s, the last values are used, and the read is retried after 30 s", async (_what, broken) => {
  const { send, clock, state, onStale, get } = setUp();
  await get();
  state.values = broken;
  clock.now = 60_000;
  expect(await get()).toEqual({ a: 1, b: "two" });
  expect(onStale).toHaveBeenCalledTimes(1);
  clock.now = 89_999;
  expect(await get()).toEqual({ a: 1, b: "two" });
  expect(send).toHaveBeenCalledTimes(4);
  expect(onStale).toHaveBeenCalledTimes(2);
  state.values = { "/x/a": "3", "/x/b": "back" };
  clock.now = 90_000;
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
