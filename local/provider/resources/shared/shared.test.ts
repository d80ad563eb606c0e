import { PartialFailure, type State } from "../resource";
import { finish, found, tagChanges, tagRecord, until } from ".";

const state: State = { id: "it", inputs: {}, outputs: {} };
const fail = (): Promise<string> => Promise.reject(Object.assign(new Error("no"), { name: "Refused" }));

describe("finish", () => {
  test("runs the steps in order and returns the state", async () => {
    const done: number[] = [];
    const step = (number: number) => () => Promise.resolve(done.push(number));
    expect(
      await finish(
        () => Promise.resolve(state),
        step(1),
        () => undefined,
        step(2),
      ),
    ).toBe(state);
    expect(done).toEqual([1, 2]);
  });

  test("stops at a failed step and reports the state", async () => {
    const after = jest.fn();
    const failure: unknown = await finish(() => Promise.resolve(state), fail, after).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(PartialFailure);
    expect(failure).toMatchObject({ state, reasons: ["Refused: no"] });
    expect(after).not.toHaveBeenCalled();
  });

  test("fails when the resource is gone", async () => {
    await expect(finish(() => Promise.resolve(undefined), fail)).rejects.toThrow("no");
    await expect(finish(() => Promise.resolve(undefined))).rejects.toThrow("disappeared");
  });
});

test("polling stops when the engine cancels", async () => {
  const cancelled = new AbortController();
  const asked = jest.fn(() => {
    cancelled.abort(new Error("cancelled"));
    return Promise.resolve(false);
  });
  await expect(until(cancelled.signal, asked)).rejects.toThrow();
  expect(asked).toHaveBeenCalledTimes(1);
});

test("a not-found error becomes undefined; other errors are thrown", async () => {
  expect(await found(["Refused"], fail)).toBeUndefined();
  await expect(found(["NotFound"], fail)).rejects.toThrow("no");
});

test("only changed tags are sent; AWS's own tags are ignored", () => {
  const changes = tagChanges({ tags: { a: "1", b: "1", c: "1" } }, { tags: { a: "1", b: "2", d: "1" } });
  expect(changes).toEqual({
    removed: ["c"],
    set: [
      { Key: "b", Value: "2" },
      { Key: "d", Value: "1" },
    ],
  });
  expect(tagRecord([{ Key: "b", Value: "2" }, { Key: "aws:x" }, { Key: "a", Value: "1" }])).toEqual({
    a: "1",
    b: "2",
  });
});
