import { allow, policyDocument } from "../../infra/lib/iam";
import { sendEmail, sendSms } from "../../infra/lib/messaging-grants";
import { exceptions } from "../exceptions";
import { isShort, parseUrn, type Exception } from "../lib/exceptions";
import { analyzeStack, unknownString, type Registered } from "../testing/analyze";
import { exceptionsCurrent } from "./exceptions-current";
import { iamNoWildcard } from "./iam-no-wildcard";

const today = new Date("2026-11-24T12:00:00Z");
const type = "aws:iam/rolePolicy:RolePolicy";
const exception: Exception = {
  resource: `${type}::sms-policy`,
  finding: "iam-no-wildcard: Resource::* (sns:Publish)",
  reason: "a test",
  expires: "2027-01-31",
};
const statement = { Effect: "Allow", Action: "sns:Publish", Resource: "*" };
const sms: Registered = {
  type,
  name: "sms-policy",
  props: { policy: JSON.stringify({ Statement: statement }) },
};

function check(list: Exception[], resources: Registered[]): string[] {
  const found = analyzeStack([iamNoWildcard, exceptionsCurrent(list)], resources, {
    exceptions: list,
    today,
  });
  return found.map(({ message }) => (message.split("\n")[1] ?? "").replace(/^\S+ "[^"]+": /, ""));
}

test("accepts an exception that covers a finding", () => {
  expect(check([exception], [sms])).toEqual([]);
});

test.each<[string, Partial<Exception>, string]>([
  [
    "a finding that the resource does not have",
    { finding: "iam-no-wildcard: Action::sns:*" },
    "is stale: the resource has no such finding",
  ],
  [
    "a resource that is not in the stack",
    { resource: `${type}::gone` },
    "names a resource that is not in the stack",
  ],
  ["an unknown rule", { finding: "no-such-rule: a" }, "names an unknown rule"],
  ["a past date", { expires: "2026-11-23" }, "expired on 2026-11-23"],
  [
    "a date more than a year ahead",
    { expires: "2027-11-25" },
    "expires on 2027-11-25, more than a year from now",
  ],
  ["no date", { expires: "never" }, "has no expiry date in the format YYYY-MM-DD"],
])("reports an exception with %s", (_, change, what) => {
  const changed = { ...exception, ...change };
  expect(check([changed], [sms])).toEqual([
    `the exception "${changed.finding}" on ${changed.resource} ${what}.`,
  ]);
});

test("ignores exceptions for another stack or project", () => {
  const gone = { ...exception, resource: `${type}::gone` };
  expect(check([{ ...gone, stacks: ["prod"] }], [sms])).toEqual([]);
  const urn = `urn:pulumi:dev::other::${type}::sms-policy`;
  expect(check([gone], [{ ...sms, urn }])).toEqual([]);
});

test("accepts an exception for a resource with unknown values", () => {
  expect(check([exception], [{ ...sms, props: { policy: unknownString } }])).toEqual([]);
});

test("parses a URN with separators in its name", () => {
  expect(parseUrn("urn:pulumi:dev::app::a:b:C$aws:s3/bucket:Bucket::photos::2")).toEqual({
    stack: "dev",
    project: "app",
    resource: "aws:s3/bucket:Bucket::photos::2",
  });
});

test("counts a year by the calendar", () => {
  expect(isShort({ ...exception, expires: "2027-11-24" }, today)).toBe(true);
  expect(isShort({ ...exception, expires: "2027-11-25" }, today)).toBe(false);
});

test("each accepted finding is listed once, with a reason", () => {
  const names = exceptions.map(
    ({ resource, finding, stacks = [] }) => `${resource} ${finding} ${stacks.join(" ")}`,
  );
  expect(new Set(names).size).toBe(names.length);
  for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(30);
});

test("the accepted findings are those of the program's statements for SMS and e-mail", () => {
  const policy = policyDocument([
    ...sendSms().statements,
    ...sendEmail("no-reply@example.org").statements,
    allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
    allow("logs:PutLogEvents", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/a:log-stream:*"),
  ]);
  const found = iamNoWildcard.check(
    {
      type,
      name: "sms-policy",
      urn: "",
      props: { policy },
      protect: false,
      defaultTags: {},
    },
    { parameters: {}, today },
  );
  const accepted = new Set(
    exceptions.map(({ finding }) => finding).filter((finding) => finding.startsWith("iam-no-wildcard: ")),
  );
  expect(new Set(found.map(({ id }) => `iam-no-wildcard: ${id}`))).toEqual(accepted);
});
