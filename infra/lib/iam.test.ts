import { allow, deny, policyDocument } from "./iam";

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

test("statements with another effect, condition or Sid are not merged", () => {
  const statements = [
    allow("s:A", "r"),
    deny("s:A", "r"),
    { ...allow("s:A", "r"), Sid: "Named" },
    { ...allow("s:B", "r"), Condition: { Bool: { "aws:SecureTransport": "true" } } },
  ];
  expect(parse(policyDocument(statements))).toHaveLength(4);
});
