import { PartialFailure, type State } from "../resource";
import { finish, found, tagChanges, tagRecord, until } from ".";

const state: State = { id: "it", inputs: {}, outputs: {} };
const fail = (): Promise<string> => Promise.reject(Object.assign(new Error("no"), { name: "Refused" }));

describe("finish", () => {
  test("runs the steps in their order and tells what is there then", async () => {
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

  test("stops at a failed step and tells what is there all the same", async () => {
    const after = jest.fn();
    const failure: unknown = await finish(() => Promise.resolve(state), fail, after).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(PartialFailure);
    expect(failure).toMatchObject({ state, reasons: ["Refused: no"] });
    expect(after).not.toHaveBeenCalled();
  });

  test("has nothing to tell of what is gone", async () => {
    await expect(finish(() => Promise.resolve(undefined), fail)).rejects.toThrow("no");
    await expect(finish(() => Promise.resolve(undefined))).rejects.toThrow("gone");
  });
});

test("waiting ends when the engine cancels", async () => {
  const cancelled = new AbortController();
  const asked = jest.fn(() => {
    cancelled.abort(new Error("cancelled"));
    return Promise.resolve(false);
  });
  await expect(until(cancelled.signal, asked)).rejects.toThrow();
  expect(asked).toHaveBeenCalledTimes(1);
});

test("what does not exist is undefined, another error is an error", async () => {
  expect(await found(["Refused"], fail)).toBeUndefined();
  await expect(found(["NotFound"], fail)).rejects.toThrow("no");
});

test("only tags that differ are sent, and those of AWS are left alone", () => {
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
