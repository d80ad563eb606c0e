import { UserError } from "../common/errors";
import { describeResult, main } from "./lint";

test.each([["--no-such"], ["nothing"]])("lint %s is refused with a way on", async (argument) => {
  const refused = main([argument]);
  await expect(refused).rejects.toBeInstanceOf(UserError);
  await expect(refused).rejects.toMatchObject({ remedy: expect.stringContaining("--help") });
});

test("a result reads at a glance, with what is wrong below it", () => {
  expect(describeResult({ name: "types", seconds: 8.04 })).toBe("✓ types         8.0 s");
  expect(describeResult({ name: "format", seconds: 12, problem: "a.ts\n\nb.ts" })).toBe(
    "✗ format       12.0 s\n  a.ts\n\n  b.ts",
  );
});
