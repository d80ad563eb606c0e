import { UNKNOWN, type Plain } from "../plain";
import { actions, named, spellings } from "./cases/actions";
import { attached } from "./cases/attached";
import type { Case } from "./cases/case";
import { dataAccess } from "./cases/data-access";
import { identity } from "./cases/identity";
import { principals, unreadable } from "./cases/principals";
import { resources } from "./cases/resources";
import { trust } from "./cases/trust";
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

test("there are 150 documents or more, and none twice", () => {
  const documents = Object.values(cases).flatMap((rows) =>
    rows.map(({ document, own }) => JSON.stringify([document, own])),
  );
  expect(documents.length).toBeGreaterThanOrEqual(150);
  expect(new Set(documents).size).toBe(documents.length);
});

for (const [topic, rows] of Object.entries(cases)) {
  describe(topic, () => {
    test.each(rows.map((row): [string, Case] => [row.name, row]))("%s", (_, { document, findings, own }) => {
      expect(ids(document, own ?? false)).toEqual(findings);
      // As an object and as text, a document says the same.
      if (typeof document !== "string") expect(ids(JSON.stringify(document), own)).toEqual(findings);
    });
  });
}

test("every wildcard is reported where it stands, with its statement", () => {
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
      excerpt: JSON.stringify(document.Statement[1]),
    }),
    expect.objectContaining({
      what:
        'statement "Tables" allows dynamodb:* on every resource that matches "arn:aws:dynamodb:*:*:table/*" ' +
        "(a wildcard in its region, account)",
    }),
  ]);
});

test("condition values stay out of the excerpt, and long statements are cut", () => {
  const statement = (Condition: Plain, Resource: Plain): Plain => ({
    Statement: { Effect: "Allow", Action: "s3:*", Resource, Condition },
  });
  const [secret] = wildcardFindings(
    statement({ StringEquals: { "aws:Referer": "hunter2" } }, "arn:aws:s3:::b"),
    "policy",
  );
  expect(secret?.excerpt).toContain("…");
  expect(secret?.excerpt).not.toContain("hunter2");
  const [long] = wildcardFindings(statement({}, "arn:aws:s3:::b/".padEnd(2000, "a")), "policy");
  expect(long?.excerpt).toHaveLength(300);
});

describe("what is not known at preview", () => {
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
    [
      "a condition",
      { Statement: [{ ...statement, Condition: { StringEquals: { a: UNKNOWN } } }] },
      ["Unknown::policy"],
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
