import { checks, runChecks } from "../tools/lint/checks";
import { runJest } from "../tools/jest";
import { main } from "./test";

jest.mock("../tools/lint/checks", () => ({ checks: [], runChecks: jest.fn() }));
jest.mock("../tools/jest", () => ({ ...jest.requireActual<object>("../tools/jest"), runJest: jest.fn() }));

const lines: string[] = [];
const none = { passed: 0, failed: 0, problems: [] };

beforeEach(() => {
  lines.length = 0;
  jest.spyOn(console, "log").mockImplementation((line: string) => lines.push(line));
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
  jest.mocked(runChecks).mockReset().mockResolvedValue([]);
  jest.mocked(runJest).mockReset().mockResolvedValue(none);
});

afterEach(() => {
  jest.restoreAllMocks();
});

test("runs the checks, the unit tests and the system tests, and ends with one count", async () => {
  jest.mocked(runChecks).mockResolvedValue([
    { name: "types", seconds: 1 },
    { name: "eslint", seconds: 1 },
  ]);
  jest.mocked(runJest).mockResolvedValueOnce({ ...none, passed: 10 });
  jest.mocked(runJest).mockResolvedValueOnce({ ...none, passed: 3 });
  await expect(main([])).resolves.toBe(0);
  expect(runChecks).toHaveBeenCalledWith(
    checks,
    expect.objectContaining({ fix: false }),
    expect.any(Function),
  );
  expect(jest.mocked(runJest).mock.calls.map(([, { mayBeEmpty }]) => mayBeEmpty)).toEqual([false, false]);
  expect(lines.at(-1)).toBe("15 passed, 0 failed");
});

test("a failed check fails the run, and the tests run all the same", async () => {
  jest.mocked(runChecks).mockResolvedValue([{ name: "types", seconds: 1, problem: "no" }]);
  jest.mocked(runJest).mockResolvedValue({ ...none, passed: 1 });
  await expect(main([])).resolves.toBe(1);
  expect(runJest).toHaveBeenCalledTimes(2);
  expect(lines.at(-1)).toBe("2 passed, 1 failed");
});

test("with arguments, jest alone, and either part may have nothing to run", async () => {
  jest.mocked(runJest).mockResolvedValueOnce({ ...none, passed: 4 });
  await expect(main(["infra", "-t", "a name"])).resolves.toBe(0);
  expect(runChecks).not.toHaveBeenCalled();
  for (const [args, { mayBeEmpty }] of jest.mocked(runJest).mock.calls) {
    expect(args.slice(0, 3)).toEqual(["infra", "-t", "a name"]);
    expect(mayBeEmpty).toBe(true);
  }
  expect(lines.at(-1)).toBe("4 passed, 0 failed");
});

test("--no-lint runs all tests, and each part must have some", async () => {
  jest.mocked(runJest).mockResolvedValue({ ...none, passed: 1 });
  await expect(main(["--no-lint"])).resolves.toBe(0);
  expect(runChecks).not.toHaveBeenCalled();
  for (const [args, { mayBeEmpty }] of jest.mocked(runJest).mock.calls) {
    expect(args).not.toContain("--no-lint");
    expect(mayBeEmpty).toBe(false);
  }
});

test("a run of no test at all has failed", async () => {
  await expect(main(["no/such/path"])).resolves.toBe(1);
  expect(lines.at(-1)).toBe("0 passed, 1 failed");
});
