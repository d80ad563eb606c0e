import { argumentsOf, resourceFiles } from "../testing/provider-types";
import { carriedBy, carriers } from "./carriers";
import { UNKNOWN, type PlainObject } from "./plain";

test.each([...carriers.keys()])("%s has the checked properties", (type) => {
  const file = resourceFiles().find((one) => one.type === type);
  const args = file === undefined ? [] : [...argumentsOf(file).keys()];
  for (const { kind, path: property } of carriers.get(type) ?? []) {
    expect(args).toContain(property.replace(/\[\].*/, ""));
    if (kind === "grant") expect(args).toContain("principal");
  }
});

test("every property of type PolicyDocument is checked", () => {
  const missing = resourceFiles().flatMap((file) => {
    const documents = [...argumentsOf(file)].filter(
      ([, type]) => /\bPolicyDocument\b/.test(type) && !type.includes("Lifecycle"),
    );
    const known = (carriers.get(file.type) ?? []).map(({ path: property }) => property);
    return documents
      .filter(([property]) => !known.includes(property))
      .map(([property]) => `${file.type} ${property}`);
  });
  expect(missing).toEqual([]);
});

test("paths are those of the program", () => {
  const role: PlainObject = {
    assumeRolePolicy: "{}",
    inlinePolicies: [{ policy: "a" }, {}, { policy: UNKNOWN }],
    managedPolicyArns: ["x"],
  };
  expect(carriedBy("aws:iam/role:Role", role).map(({ where, value }) => [where, value])).toEqual([
    ["assumeRolePolicy", "{}"],
    ["inlinePolicies[0].policy", "a"],
    ["inlinePolicies[2].policy", UNKNOWN],
    ["managedPolicyArns[0]", "x"],
  ]);
});
