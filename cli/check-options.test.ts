import { withEvidence, type EvidenceOptions } from "./check-options";
import { operation } from "./command";

/** What a command gets. */
async function parsed(...args: string[]): Promise<EvidenceOptions> {
  let found: EvidenceOptions = {};
  const command = withEvidence(operation("try", "try it")).action((options: EvidenceOptions) => {
    found = options;
  });
  await command.parseAsync(["--stack", "prod", ...args], { from: "user" });
  return found;
}

test("an empty reason is no hotfix, and an empty name is no file", async () => {
  const { released, hotfix } = await parsed("--released", "", "--hotfix", " ");
  expect({ released, hotfix }).toEqual({ released: undefined, hotfix: undefined });
});

test("a reason is one line", async () => {
  expect(await parsed("--released", "released.json", "--hotfix", " sign-in\nfails ")).toMatchObject({
    released: "released.json",
    hotfix: "sign-in fails",
  });
});
