import { Failure, UserError } from "../common/errors";
import { operation, refusing } from "./command";

let written = "";
let exited: unknown[] = [];
beforeEach(() => {
  [written, exited] = ["", []];
  jest.spyOn(process.stderr, "write").mockImplementation((text) => (written += String(text)) !== "");
  jest.spyOn(process, "exit").mockImplementation((code) => {
    exited.push(code);
    throw new Error("exit");
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs an operation that ends with an error. */
async function run(error: Error, args = ["--stack", "local"]): Promise<unknown> {
  const action = refusing(() => Promise.reject(error));
  return operation("try", "tries")
    .action(action)
    .parseAsync(args, { from: "user" })
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
}

test("an operation that is refused exits with 2, and says why", async () => {
  expect(await run(new UserError("the lock is held", "Wait."))).toBeUndefined();
  expect([process.exitCode, written]).toEqual([2, "error: the lock is held\n  Wait.\n"]);
});

test.each([
  ["a failure", new Failure("half done", "Run it again.")],
  ["a bug", new Error("a bug")],
])("%s is no refusal: the command exits with 1", async (_, error) => {
  expect(await run(error)).toBe(error);
  expect([process.exitCode, written]).toEqual([undefined, ""]);
});

test.each([[[]], [["--stack", "local", "--nonsense"]]])(
  "the arguments %j are refused with 2",
  async (args) => {
    await run(new Error("not reached"), args);
    expect(exited).toEqual([2]);
    expect(written).toMatch(/^error: /);
  },
);
