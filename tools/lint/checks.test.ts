import { UserError } from "../../common/errors";
import { silentProgress } from "../../common/progress";
import { type Check, type CheckResult, checks, runChecks } from "./checks";

const context = { progress: silentProgress, fix: false };

test("a check that complains or throws has failed, and the others run all the same", async () => {
  const todo: Check[] = [
    { name: "throws", run: () => Promise.reject(new UserError("Go is missing", "Install Go")) },
    { name: "complains", run: () => Promise.resolve("line 1: no") },
    { name: "passes", run: () => Promise.resolve(undefined) },
  ];
  const seen: CheckResult[] = [];
  const results = await runChecks(todo, context, (result) => seen.push(result));
  expect(seen).toEqual(results);
  expect(Object.fromEntries(results.map(({ name, problem }) => [name, problem]))).toEqual({
    throws: "error: Go is missing\n  Install Go",
    complains: "line 1: no",
    passes: undefined,
  });
});

test.each([
  [false, 2],
  [true, 1],
])("with fix %s, at most %d checks run at once", async (fix, most) => {
  let running = 0;
  let peak = 0;
  const run = async (): Promise<undefined> => {
    peak = Math.max(peak, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  const todo = ["a", "b", "c", "d"].map((name) => ({ name, run }));
  await expect(runChecks(todo, { ...context, fix })).resolves.toHaveLength(4);
  expect(peak).toBeLessThanOrEqual(most);
});

test("the checks have names that can be told apart", () => {
  const names = checks.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
  expect(names.sort()).toEqual(["actionlint", "eslint", "format", "secrets", "types", "zizmor"]);
});
