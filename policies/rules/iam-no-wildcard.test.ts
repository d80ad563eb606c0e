import type { Exception } from "../lib/exceptions";
import { analyze, unknownString, type Violation } from "../testing/analyze";
import { iamNoWildcard } from "./iam-no-wildcard";

const today = new Date("2026-11-24");

function check(
  type: string,
  props: Record<string, unknown>,
  { exceptions = [], urn }: { exceptions?: Exception[]; urn?: string } = {},
): Violation[] {
  const shown = { type: `aws:${type}`, name: "thing", props, ...(urn === undefined ? {} : { urn }) };
  return analyze([iamNoWildcard], shown, { exceptions, today });
}

function keys(diagnostics: readonly Violation[]): string[] {
  return diagnostics.map(({ message }) => /finding: (.*)/.exec(message)?.[1] ?? message);
}

const table = "arn:aws:dynamodb:us-east-1:123456789012:table/users";
const good = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: table }],
};
const bad = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Data", Effect: "Allow", Action: "dynamodb:*", Resource: table }],
};
const badKey = "iam-no-wildcard: Action::dynamodb:*";

test("accepts a policy without wildcards", () => {
  expect(check("iam/rolePolicy:RolePolicy", { policy: JSON.stringify(good) })).toEqual([]);
});

test("reports a wildcard with resource, statement, why, fix and link", () => {
  const [found, ...others] = check("iam/rolePolicy:RolePolicy", { policy: JSON.stringify(bad) });
  expect(others).toEqual([]);
  expect(found).toMatchObject({ rule: "iam-no-wildcard" });
  expect(found?.message).toContain(
    'aws:iam/rolePolicy:RolePolicy "thing": statement "Data" allows every dynamodb action.',
  );
  expect(found?.message).toContain("\n  at: policy.Statement[0]\n");
  expect(found?.message).toContain(`why: ${iamNoWildcard.why}`);
  expect(found?.message).toContain("fix: List the actions that the code calls.");
  expect(found?.message).toContain(`finding: ${badKey}`);
  expect(found?.message).toContain("docs/policies.md#iam-no-wildcard");
});

test.each([
  ["as an object", bad],
  ["as JSON text", JSON.stringify(bad)],
])("reads a document %s", (_, policy) => {
  expect(keys(check("iam/policy:Policy", { policy }))).toEqual([badKey]);
});

describe("unknown values", () => {
  test.each<[string, string, Record<string, unknown>, string[]]>([
    ["a document", "iam/rolePolicy:RolePolicy", { policy: unknownString }, ["Unknown::policy"]],
    ["a list of documents", "iam/role:Role", { inlinePolicies: unknownString }, ["Unknown::inlinePolicies"]],
    [
      "a document of a list",
      "iam/role:Role",
      { inlinePolicies: [{ name: "a", policy: unknownString }] },
      ["Unknown::inlinePolicies[0].policy"],
    ],
    [
      "a resource in an object",
      "iam/policy:Policy",
      { policy: { Statement: [{ Effect: "Allow", Action: "dynamodb:*", Resource: [unknownString] }] } },
      ["Action::dynamodb:*", "Unknown::policy"],
    ],
    [
      "a principal",
      "lambda/permission:Permission",
      { action: "lambda:InvokeFunction", principal: unknownString },
      ["Unknown::principal, action"],
    ],
  ])("%s is reported", (_, type, props, expected) => {
    expect(keys(check(type, props))).toEqual(expected.map((id) => `iam-no-wildcard: ${id}`));
  });

  test.each<[string, string, Record<string, unknown>]>([
    ["other properties", "iam/rolePolicy:RolePolicy", { policy: JSON.stringify(good), role: unknownString }],
    [
      "the ARN of a customer managed policy",
      "iam/rolePolicyAttachment:RolePolicyAttachment",
      { policyArn: unknownString },
    ],
    ["the body of an API", "apigateway/restApi:RestApi", { body: unknownString }],
    ["resources of another type", "lambda/function:Function", { role: unknownString }],
  ])("%s is accepted", (_, type, props) => {
    expect(check(type, props)).toEqual([]);
  });
});

describe("an exception", () => {
  const exception: Exception = {
    resource: "aws:iam/rolePolicy:RolePolicy::thing",
    finding: badKey,
    reason: "a test",
    expires: "2026-11-24",
  };
  const policy = { policy: JSON.stringify(bad) };

  test("covers its finding through its last day", () => {
    expect(check("iam/rolePolicy:RolePolicy", policy, { exceptions: [exception] })).toEqual([]);
  });

  test("covers nothing after its last day", () => {
    const found = check("iam/rolePolicy:RolePolicy", policy, {
      exceptions: [{ ...exception, expires: "2026-11-23" }],
    });
    expect(keys(found)).toEqual([badKey]);
    expect(found[0]?.message).toContain("(its exception expired on 2026-11-23)");
  });

  test.each<[string, Partial<Exception>]>([
    ["another resource", { resource: "aws:iam/rolePolicy:RolePolicy::thing2" }],
    ["another type", { resource: "aws:iam/userPolicy:UserPolicy::thing" }],
    ["another finding", { finding: "iam-no-wildcard: Action::dynamodb:Get*" }],
    ["another rule", { finding: "other-rule: Action::dynamodb:*" }],
    ["another stack", { stacks: ["prod"] }],
  ])("for %s does not cover the finding", (_, change) => {
    const found = check("iam/rolePolicy:RolePolicy", policy, {
      exceptions: [{ ...exception, ...change }],
    });
    expect(keys(found)).toEqual([badKey]);
  });

  test("covers nothing in another project", () => {
    const urn = "urn:pulumi:dev::other::aws:iam/rolePolicy:RolePolicy::thing";
    expect(keys(check("iam/rolePolicy:RolePolicy", policy, { exceptions: [exception], urn }))).toEqual([
      badKey,
    ]);
  });

  test("covers one of two findings", () => {
    const two = { policy: { Statement: { Effect: "Allow", Action: "dynamodb:*", Resource: "*" } } };
    expect(keys(check("iam/rolePolicy:RolePolicy", two, { exceptions: [exception] }))).toEqual([
      "iam-no-wildcard: Resource::* (dynamodb:*)",
    ]);
  });
});
