import { renderPolicyDocs } from "./docs";
import { exceptions } from "./exceptions";
import { docsLink, describeFinding, unknownSection } from "./lib/rule";
import { packRules } from "./rules";

const page = renderPolicyDocs();

test.each(packRules(exceptions))("$name has a section with the anchor that messages link to", (rule) => {
  expect(docsLink(rule.name)).toBe(`docs/policies.md#${rule.name}`);
  expect(page).toContain(`\n## ${rule.name}\n\n${rule.describe}`);
  expect(page).toContain(rule.why);
  expect(page).toContain(rule.fix);
});

test("lists accepted findings with their reasons", () => {
  for (const { finding, reason } of exceptions) {
    expect(page).toContain(finding);
    expect(page).toContain(reason);
  }
});

test("has the section that messages about unknown values link to", () => {
  const [rule] = packRules(exceptions);
  const message = describeFinding(rule!, { id: "Unknown::policy", what: "-" }, undefined, false);
  expect(message).toContain("docs/policies.md#values-that-are-not-known-at-preview");
  expect(page).toContain(`\n## ${unknownSection}\n`);
});
