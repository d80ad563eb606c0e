import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { PreviewStep } from "../changes/preview";
import { step } from "../changes/testing/steps";
import { plannedChanges, unlike } from "./planned";
import { readPlan, type SavedPlan } from "./saved-plan";

const FUNCTION = "aws:lambda/function:Function";
const changes = (...steps: PreviewStep[]) => plannedChanges({ steps, diagnostics: [] });

/** A change of a function's code. @param checkout where its file is. */
function deployed(checkout: string, hash = "1".repeat(64)): PreviewStep {
  const sig = "4dabf18193072939515e22adb298388d";
  const file = { [sig]: "c44067f5952c0a294b673a41bacd8c17", hash, path: `${checkout}/index.js` };
  const code = { [sig]: "0def7320c3a5731c473e5ecbe6d01bc7", hash, assets: { "index.js": file } };
  return step(FUNCTION, { before: { code: 1 }, after: { name: "f", code } });
}

test("the same change is found in another checkout, whatever the order of keys", () => {
  const other = deployed("/b");
  other.newState = { ...other.newState, type: FUNCTION, inputs: reversed(other.newState?.inputs) };
  expect(unlike(changes(deployed("/a")), changes(other))).toEqual([]);
});

function reversed(inputs: object = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).reverse());
}

test.each<[string, PreviewStep, PreviewStep, string[]]>([
  [
    "other code",
    deployed("/a"),
    deployed("/a", "2".repeat(64)),
    [`update ${FUNCTION}::thing has other inputs than in the plan`],
  ],
  [
    "the same target from another state",
    step("t", { before: { a: 1, b: 1 }, after: { a: 2, b: 2 } }),
    step("t", { before: { a: 1, b: 2 }, after: { a: 2, b: 2 } }),
    ["update t::thing has other inputs than in the plan"],
  ],
  [
    "a replacement in place of an update",
    step("t", { before: { a: 1 }, after: { a: 2 } }),
    step("t", { before: { a: 1 }, after: { a: 2 }, op: "replace" }),
    ["update t::thing is in the plan only", "replace t::thing is not in the plan"],
  ],
  [
    "nothing",
    step("t", { before: { a: 1 } }),
    step("t", { before: { a: 1 }, op: "same" }),
    ["delete t::thing is in the plan only"],
  ],
])("%s is another change", (_what, planned, now, differences) => {
  expect(unlike(changes(planned), changes(now))).toEqual(differences);
});

test("a plan names resources, and none of their values", () => {
  const secret = step("t", { before: {}, after: { password: "correct horse", note: "value" } });
  expect(JSON.stringify(changes(secret))).not.toMatch(/horse|value|password/);
  expect(changes(secret)).toEqual([
    { op: "update", urn: secret.urn, inputs: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  ]);
});

describe("a plan that is read", () => {
  const program = { commit: "a".repeat(40), committedAt: "2026-11-01T00:00:00Z", version: "1.0.0" };
  const plan: SavedPlan = {
    ...{ format: 1, stage: "prod", commit: program.commit, version: "1.0.0", at: "2026-11-01T00:00:00Z" },
    changes: changes(deployed("/a")),
  };
  let dir: string;
  beforeEach(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-plan-"));
  });
  afterEach(() => {
    fs.rmSync(dir, { recursive: true });
  });

  function read(text: string): SavedPlan {
    const file = path.join(dir, "plan.json");
    if (text !== "") fs.writeFileSync(file, text);
    return readPlan(file, "prod", program);
  }

  test("is what was saved", () => {
    expect(read(JSON.stringify(plan))).toEqual(plan);
  });

  test.each([
    ["missing", "", "there is no file"],
    ["not JSON", "{", "is not a plan"],
    ["of another shape", JSON.stringify({ ...plan, changes: [{ op: "create" }] }), "is not a plan"],
    ["of another stage", JSON.stringify({ ...plan, stage: "dev" }), "is a plan of the stage dev"],
    [
      "of another commit",
      JSON.stringify({ ...plan, commit: "b".repeat(40) }),
      "is a plan of the commit bbbbbbb; the checkout is at aaaaaaa",
    ],
  ])("is refused when it is %s", (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
