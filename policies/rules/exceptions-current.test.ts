import { allow, policyDocument } from "../../infra/lib/iam";
import { sendEmail, sendSms } from "../../infra/lib/messages";
import { exceptions, isShort, parseUrn, type Exception } from "../exceptions";
import { analyzeStack, unknownString, withExceptions, type Registered } from "../testing/engine-view";
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
  const found = analyzeStack(withExceptions([iamNoWildcard], list), resources, { exceptions: list, today });
  return found.map(
    ({ level, message }) => `${level} ${(message.split("\n")[1] ?? "").replace(/^\S+ "[^"]+": /, "")}`,
  );
}

test("an exception that excuses a finding is fine", () => {
  expect(check([exception], [sms])).toEqual([]);
});

test.each<[string, Partial<Exception>, string]>([
  [
    "a finding that is not there",
    { finding: "iam-no-wildcard: Action::sns:*" },
    "excuses nothing: the resource has no such finding",
  ],
  [
    "a resource that is not there",
    { resource: `${type}::gone` },
    "names a resource that the stack does not have",
  ],
  ["a rule that is not there", { finding: "no-such-rule: a" }, "names no rule of this pack"],
  ["a day that has passed", { expires: "2026-11-23" }, "expired on 2026-11-23"],
  ["a day too far ahead", { expires: "2027-11-25" }, "is to hold until 2027-11-25, longer than a year"],
  ["no day", { expires: "never" }, "has no expiry date of the form YYYY-MM-DD"],
])("one for %s is reported", (_, change, what) => {
  const changed = { ...exception, ...change };
  expect(check([changed], [sms])).toEqual([
    `mandatory the exception "${changed.finding}" on ${changed.resource} ${what}.`,
  ]);
});

test("one for a stage or a project that this is not is left alone", () => {
  const gone = { ...exception, resource: `${type}::gone` };
  expect(check([{ ...gone, stacks: ["prod"] }], [sms])).toEqual([]);
  const urn = `urn:pulumi:dev::other::${type}::sms-policy`;
  expect(check([gone], [{ ...sms, urn }])).toEqual([]);
});

test("what is not known yet may be what it is for", () => {
  expect(check([exception], [{ ...sms, props: { policy: unknownString } }])).toEqual([]);
});

test("a URN comes apart, whatever its name holds", () => {
  expect(parseUrn("urn:pulumi:dev::app::a:b:C$aws:s3/bucket:Bucket::photos::2")).toEqual({
    stack: "dev",
    project: "app",
    resource: "aws:s3/bucket:Bucket::photos::2",
  });
});

test("a year is counted by the calendar", () => {
  expect(isShort({ ...exception, expires: "2027-11-24" }, today)).toBe(true);
  expect(isShort({ ...exception, expires: "2027-11-25" }, today)).toBe(false);
});

test("each accepted finding is named once and has a reason", () => {
  const names = exceptions.map(
    ({ resource, finding, stacks = [] }) => `${resource} ${finding} ${stacks.join(" ")}`,
  );
  expect(new Set(names).size).toBe(names.length);
  for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(30);
});

test("the statements that the program writes for messages are the ones that are accepted", () => {
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
      secrets: new Set(),
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
