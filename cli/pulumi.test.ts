import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { commandOf, pulumi, refusePlaceholders, stackOf } from "./pulumi";

test.each([
  [["preview"], "preview", "local"],
  [["preview", "--stack", "dev"], "preview", "dev"],
  [["--stack", "dev", "preview"], "preview", "dev"],
  [["-s", "dev", "-C", "/x", "up", "--yes"], "up", "dev"],
  [["--stack=dev", "--non-interactive", "up"], "up", "dev"],
  [["config", "set", "a", "--", "--stack=dev"], "config", "local"],
  [["--help"], "", "local"],
])("%j is the command %s on the stack %s", (args, command, stack) => {
  expect(commandOf(args)).toBe(command);
  expect(stackOf(args, {})).toBe(stack);
});

test("the environment names the stack where the arguments do not", () => {
  expect(stackOf(["up"], { PULUMI_STACK: "dev" })).toBe("dev");
  expect(stackOf(["up", "-s", "prod"], { PULUMI_STACK: "dev" })).toBe("prod");
});

test.each(["dev", "acme/dev"])(
  "a stage with placeholders is refused before the CLI runs (%s)",
  async (stack) => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-placeholders-"));
    fs.writeFileSync(path.join(dir, "Pulumi.dev.yaml"), "encryptionsalt: v1:n88hHdK/ULc=:v1:x\n");
    await expect(refusePlaceholders(dir, stack)).rejects.toMatchObject({
      message: 'the stage "dev" is not set up: its secrets are placeholders that nobody can decrypt',
      remedy: expect.stringContaining("npm run stack:init -- --stack dev\n") as string,
    });
    fs.writeFileSync(path.join(dir, "Pulumi.dev.yaml"), "encryptionsalt: v1:own=:v1:x\n");
    await refusePlaceholders(dir, stack);
    fs.rmSync(dir, { recursive: true });
  },
);

test("an unknown stage is refused", async () => {
  await expect(pulumi(["up", "--stack", "nowhere"])).rejects.toMatchObject({
    message: 'unknown stage "nowhere"',
    remedy: expect.stringContaining("prod") as string,
  });
});
