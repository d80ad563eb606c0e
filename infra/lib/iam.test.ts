import { allow, deny, policyDocument, trustPolicy } from "./iam";

const parse = (text: string): unknown => (JSON.parse(text) as { Statement: unknown }).Statement;

test("statements on the same resources are merged and sorted", () => {
  expect(
    parse(policyDocument([allow("s:B", "r2"), allow(["s:A", "s:B"], "r1"), allow("s:A", "r2")])),
  ).toEqual([
    { Effect: "Allow", Action: ["s:A", "s:B"], Resource: ["r1"] },
    { Effect: "Allow", Action: ["s:A", "s:B"], Resource: ["r2"] },
  ]);
});

test("the order of the grants does not change the document", () => {
  const grants = [allow("s:A", ["r1", "r2"]), deny("s:B", "r3"), allow("s:C", ["r2", "r1"])];
  expect(policyDocument(grants)).toBe(policyDocument([...grants].reverse()));
});

test.each(["lambda.amazonaws.com", "scheduler.amazonaws.com"])(
  "%s assumes a role for resources of the account only",
  (service) => {
    expect(parse(trustPolicy(service, { accountId: "123456789012" }))).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ]);
  },
);

test("API Gateway, which does not name the account, assumes a role without a condition", () => {
  expect(parse(trustPolicy("apigateway.amazonaws.com", { accountId: "123456789012" }))).toEqual([
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "apigateway.amazonaws.com" } },
  ]);
});

test("statements with another effect, condition or Sid are not merged", () => {
  const statements = [
    allow("s:A", "r"),
    deny("s:A", "r"),
    { ...allow("s:A", "r"), Sid: "Named" },
    { ...allow("s:B", "r"), Condition: { Bool: { "aws:SecureTransport": "true" } } },
  ];
  expect(parse(policyDocument(statements))).toHaveLength(4);
});
