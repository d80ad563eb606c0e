import { UNKNOWN, type Plain } from "../plain";
import { actions, named, spellings } from "./testing/actions";
import { attached } from "./testing/attached";
import type { Case } from "./testing/case";
import { dataAccess } from "./testing/data-access";
import { identity } from "./testing/identity";
import { principals, unreadable } from "./testing/principals";
import { resources } from "./testing/resources";
import { trust } from "./testing/trust";
import { wildcardFindings } from "./wildcards";

function ids(document: Plain, own = false): string[] {
  return wildcardFindings(document, "policy", { ownResource: own }).map(({ id }) => id);
}

const cases = {
  named,
  actions,
  spellings,
  resources,
  principals,
  unreadable,
  identity,
  dataAccess,
  attached,
  trust,
};

test("there are at least 200 different documents", () => {
  const documents = Object.values(cases).flatMap((rows) =>
    rows.map(({ document, own }) => JSON.stringify([document, own])),
  );
  expect(documents.length).toBeGreaterThanOrEqual(200);
  expect(new Set(documents).size).toBe(documents.length);
});

for (const [topic, rows] of Object.entries(cases)) {
  describe(topic, () => {
    test.each(rows.map((row): [string, Case] => [row.name, row]))("%s", (_, { document, findings, own }) => {
      expect(ids(document, own ?? false)).toEqual(findings);
      // An object and its JSON have the same findings.
      if (typeof document !== "string") expect(ids(JSON.stringify(document), own)).toEqual(findings);
    });
  });
}

test("reports every wildcard with its path and statement", () => {
  const document = {
    Statement: [
      { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a" },
      { Sid: "Tables", Effect: "Allow", Action: ["dynamodb:*"], Resource: ["arn:aws:dynamodb:*:*:table/*"] },
    ],
  };
  expect(wildcardFindings(document, "inlinePolicies[0].policy")).toEqual([
    expect.objectContaining({
      what: 'statement "Tables" allows every dynamodb action',
      where: "inlinePolicies[0].policy.Statement[1]",
    }),
    expect.objectContaining({
      what:
        'statement "Tables" allows dynamodb:* on every resource that matches "arn:aws:dynamodb:*:*:table/*" ' +
        "(a wildcard in its region, account)",
    }),
  ]);
});

test("findings have no values but the elements that they report", () => {
  const Condition = { StringEquals: { "aws:Referer": "hunter2" } };
  const found = wildcardFindings(
    { Statement: { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::b", Condition } },
    "policy",
  );
  expect(JSON.stringify(found)).not.toContain("hunter2");
  const [unreadable] = wildcardFindings("hunter2 is no policy", "policy");
  expect(JSON.stringify(unreadable)).not.toContain("hunter2");
});

describe("unknown values", () => {
  const statement = {
    Effect: "Allow",
    Action: "dynamodb:GetItem",
    Resource: "arn:aws:dynamodb:us-east-1:1:table/a",
  };
  test.each<[string, Plain, string[]]>([
    ["the document", UNKNOWN, ["Unknown::policy"]],
    ["its statements", { Statement: UNKNOWN }, ["Unknown::policy"]],
    ["one statement", { Statement: [statement, UNKNOWN] }, ["Unknown::policy"]],
    ["one resource", { Statement: [{ ...statement, Resource: [UNKNOWN] }] }, ["Unknown::policy"]],
    [
      "the kind of principal",
      { Statement: [{ ...statement, Principal: { AWS: UNKNOWN } }] },
      ["Unknown::policy"],
    ],
    ["an effect", { Statement: [{ ...statement, Effect: UNKNOWN }] }, ["Unknown::policy"]],
    ["a condition", { Statement: [{ ...statement, Condition: { StringEquals: { a: UNKNOWN } } }] }, []],
    ["a whole condition", { Statement: [{ ...statement, condition: UNKNOWN }] }, []],
    ["ids", { Id: UNKNOWN, Statement: { ...statement, Sid: UNKNOWN } }, []],
    [
      "a namespace of metrics",
      {
        Statement: {
          ...{ Effect: "Allow", Action: "cloudwatch:PutMetricData", Resource: "*" },
          Condition: { StringEquals: { "cloudwatch:namespace": UNKNOWN } },
        },
      },
      ["Resource::* (cloudwatch:PutMetricData)"],
    ],
    [
      "a resource, beside a wildcard",
      { Statement: [{ ...statement, Action: "dynamodb:*", Resource: UNKNOWN }] },
      ["Action::dynamodb:*", "Unknown::policy"],
    ],
  ])("%s", (_, document, expected) => {
    expect(ids(document)).toEqual(expected);
  });
});
