import { UserError } from "../../common/errors";
import { silentProgress } from "../../common/progress";
import type { Stage } from "../stages/stage";
import { runSmoke, smokeText } from ".";

test("a stage that is not deployed is refused, with the next step", async () => {
  const stage = { name: "prod", aws: { region: "us-east-1" }, outputs: async () => ({}) } as unknown as Stage;
  const run = runSmoke(stage, { signal: new AbortController().signal, progress: silentProgress });
  await expect(run).rejects.toThrow(UserError);
  await expect(run).rejects.toThrow('the stage "prod" is not deployed');
});

test("the table has each journey, the reason of a failure and where to go on", () => {
  const journeys = [
    { name: "health", passed: true, seconds: 0.1 },
    { name: "sign-in", passed: false, seconds: 15, reason: "no code within 15 s" },
  ];
  const text = smokeText("prod", { passed: false, seconds: 15.4, journeys });
  expect(text.split("\n")).toEqual([
    "passed  health     0.1 s",
    "FAILED  sign-in   15.0 s  no code within 15 s",
    "",
    "prod: 1 of 2 failed in 15.4 s. What to do: docs/runbooks/health-check-failing.md",
    "",
  ]);
  const [passed] = journeys;
  const ok = smokeText("prod", { passed: true, seconds: 0.1, journeys: [passed!] });
  expect(ok).toContain("prod works: 1 of 1 passed in 0.1 s.");
});
