import { withPolicyPack } from "./policy-pack";

const dev = ["--policy-pack", "policies", "--policy-pack-config", "policies/levels/dev.json"];

test.each<[args: string[], command: string, expected: string[]]>([
  [["preview", "-s", "dev"], "preview", ["preview", "-s", "dev", ...dev]],
  [["up", "--stack=dev", "--yes"], "up", ["up", "--stack=dev", "--yes", ...dev]],
  [["up", "--", "x"], "up", ["up", ...dev, "--", "x"]],
])("%j gets the policy pack at the levels of the stage", (args, command, expected) => {
  expect(withPolicyPack(args, command, "dev")).toEqual(expected);
});

test("a stage without levels gets the pack at its defaults", () => {
  expect(withPolicyPack(["up"], "up", "nowhere")).toEqual(["up", "--policy-pack", "policies"]);
});

test.each([
  [["config", "get", "a"], "config"],
  [["destroy"], "destroy"],
  [["up", "--policy-pack", "own"], "up"],
  [["up", "--policy-pack=own"], "up"],
  [["-C", "infra/account", "up"], "up"],
  [["preview", "--help"], "preview"],
])("%j stays as it is", (args, command) => {
  expect(withPolicyPack(args, command, "dev")).toEqual(args);
});
