import { UserError } from "../../common/errors";
import { silentProgress } from "../../common/progress";
import { failed, passed, runChecks, warning, type Check, type CheckContext, type Result } from "./check";
import { checksMarkdown, checksText } from "./text";

const { signal } = new AbortController();
const context = { signal, progress: silentProgress } as CheckContext;

function check(name: string, run: () => Promise<Result>): Check<CheckContext> {
  return { name, summary: name, run };
}

const good = check("good", () => Promise.resolve(passed()));
const bad = check("bad", () => Promise.resolve(failed("it is red", "Paint it.")));

test("checks run in parallel", async () => {
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const waits = check("waits", () => gate.then(() => passed()));
  const opens = check("opens", () => Promise.resolve(passed()).finally(go));
  const results = await runChecks([waits, opens], context, {});
  expect(results.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["waits", "passed"],
    ["opens", "passed"],
  ]);
});

test.each([
  ["a mistake", new UserError("no region", "Set it."), { reason: "no region", next: "Set it." }],
  [
    "a refusal of AWS",
    Object.assign(new Error("not you"), { name: "AccessDenied", $metadata: {} }),
    { reason: "AWS refused: AccessDenied: not you" },
  ],
])("%s fails its check, and the others still run", async (_, error, expected) => {
  const results = await runChecks([check("breaks", () => Promise.reject(error)), good], context, {});
  expect(results[0]).toMatchObject({ outcome: "failed", ...expected });
  expect(results[1]).toMatchObject({ outcome: "passed" });
});

test("a bug in a check is no result", async () => {
  const bug = check("bug", () => Promise.reject(new TypeError("not a function")));
  await expect(runChecks([bug], context, {})).rejects.toThrow("not a function");
});

test("checks that were left out are skipped, never passed", async () => {
  const never = check("never", () => Promise.reject(new Error("it ran")));
  const skipped = { outcome: "skipped", reason: "left out by --skip" };
  expect((await runChecks([good, never], context, { skip: ["never"] }))[1]).toMatchObject(skipped);
  const [first, second] = await runChecks([good, never], context, { only: ["good"] });
  expect([first?.outcome, second?.outcome, second?.reason]).toEqual([
    "passed",
    "skipped",
    "left out by --only",
  ]);
});

test.each([[{ only: ["nonsense"] }], [{ skip: ["nonsense"] }]])("%j names no check", async (choice) => {
  await expect(runChecks([good], context, choice)).rejects.toThrow('unknown check "nonsense"');
});

test("an interrupted run has no results", async () => {
  const abort = new AbortController();
  const interrupts = check("interrupts", () => {
    abort.abort(new Error("interrupted"));
    return Promise.resolve(passed());
  });
  await expect(runChecks([interrupts], { ...context, signal: abort.signal }, {})).rejects.toThrow(
    "interrupted",
  );
});

test("text and Markdown show the reason and the next step of what did not pass", async () => {
  const warns = check("warns", () => Promise.resolve(warning("a | b\nc", "Look.")));
  const checks = await runChecks([good, bad, warns], context, { skip: ["good"] });
  const report = { command: "preflight", stage: "dev", commit: "1234567890", passed: false, checks } as const;
  const text = checksText(report);
  expect(text).toMatch(/^preflight of dev at 1234567\n/);
  expect(text).toMatch(/✗ bad .*failed .* s\n {6}it is red\n {6}→ Paint it\.\n/);
  expect(text).toContain("0 passed, 1 failed, 1 warning, 1 skipped");
  expect(checksMarkdown(report)).toContain("| warns | ! warning | a \\| b<br>c | Look. |");
});
