import { commandOf, pulumi, stackOf } from "./pulumi";

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

test.each(["dev", "staging", "prod", "acme/dev"])(
  "a preview of %s, as it is shipped, says that the stage is to be set up",
  async (stack) => {
    const stage = stack.split("/").at(-1) ?? "";
    await expect(pulumi(["preview", "--stack", stack])).rejects.toMatchObject({
      message: `the stage "${stage}" is not set up: its secrets are placeholders that nobody can decrypt`,
      remedy: expect.stringContaining(`npm run stack:init -- --stack ${stage}\n`) as string,
    });
  },
);

test("a stage that there is not is none", async () => {
  await expect(pulumi(["up", "--stack", "nowhere"])).rejects.toMatchObject({
    message: 'there is no stage "nowhere"',
    remedy: "Stages: dev, local, prod, staging",
  });
});
