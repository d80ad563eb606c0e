import { stackCases } from "../testing/cases";
import { unknownString, analyzeStack } from "../testing/analyze";
import { estimatedCost } from "./estimated-cost";

const key = (name: string) => ({ type: "kms/key:Key", name, props: {} });
const alarm = {
  type: "cloudwatch/metricAlarm:MetricAlarm",
  name: "errors",
  props: { period: unknownString, metricQueries: unknownString, tags: unknownString },
};
const fn = {
  type: "lambda/function:Function",
  name: "fn",
  props: { name: unknownString, memorySize: unknownString },
};

stackCases(estimatedCost, [
  { name: "a stack below the limit", resources: [key("one")] },
  { name: "free resources and components", resources: [{ type: "iam/role:Role", name: "role", props: {} }] },
  {
    name: "exactly the limit",
    resources: [key("one"), key("two")],
    parameters: { monthlyUsd: 2, users: 0 },
  },
  {
    name: "a stack above the limit",
    resources: [key("one"), key("two"), key("three")],
    parameters: { monthlyUsd: 2, users: 0 },
    findings: ["(stack): over-limit"],
  },
  {
    name: "above the limit with more users",
    resources: [{ type: "sesv2/emailIdentity:EmailIdentity", name: "mail", props: {} }],
    parameters: { monthlyUsd: 1, users: 5000 },
    findings: ["(stack): over-limit"],
  },
  {
    name: "above the limit with other usage",
    resources: [{ type: "sesv2/emailIdentity:EmailIdentity", name: "mail", props: {} }],
    parameters: { monthlyUsd: 1, usage: { emails: 100 } },
    findings: ["(stack): over-limit"],
  },
  {
    name: "values that are not known at preview",
    resources: [alarm, fn],
    parameters: { users: 1_000_000 },
  },
  {
    name: "a function whose memory is not known, at a usage that costs",
    resources: [fn],
    parameters: { users: 100_000_000, monthlyUsd: 100 },
    findings: ["(stack): over-limit"],
  },
  {
    name: "a type without a price",
    resources: [{ type: "ec2/natGateway:NatGateway", name: "nat", props: {} }],
    findings: ["nat: not-priced::aws:ec2/natGateway:NatGateway"],
  },
]);

test("unknown and impossible usage is an error", () => {
  const run = (usage: Record<string, unknown>) => () =>
    analyzeStack([estimatedCost], [{ ...key("one"), type: "aws:kms/key:Key" }], {
      config: { "estimated-cost": { usage } },
    });
  expect(run({ mails: 4 })).toThrow('there is no usage "mails"; known: users, requests,');
  expect(run({ emails: -1 })).toThrow('the usage "emails" must be a number of at least 0');
});

test("the message names the most expensive components", () => {
  const [found] = analyzeStack(
    [estimatedCost],
    ["a", "b"].map((name) => ({ ...key(name), type: "aws:kms/key:Key" })),
    { config: { "estimated-cost": { monthlyUsd: 1, users: 0 } } },
  );
  expect(found?.message).toContain("an estimated 2.00 USD a month, above 1 USD (Key a 1.00, Key b 1.00)");
});
