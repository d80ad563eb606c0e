import type { Registered } from "../../infra/offline/registered";
import { runChecks } from "./check";
import { budget } from "./preflight/budget";
import { concurrency } from "./preflight/concurrency";
import { costTag } from "./preflight/cost-tag";
import { email } from "./preflight/email";
import { textMessages } from "./preflight/text-messages";
import { ACCOUNT, contextOf } from "./testing/context";
import { AwsEndpoint } from "./testing/endpoint";

const endpoint = new AwsEndpoint();

const of = (stage: string) => contextOf(stage, endpoint.clientConfig);
const containing = (text: string) => expect.stringContaining(text) as string;

test.each([
  { check: concurrency, reason: "the local cloud has no quota of concurrency" },
  { check: textMessages, reason: "the local cloud has no SNS attributes of text messages" },
  { check: email, reason: "the local cloud has no SES sandbox" },
  { check: costTag, reason: "the local cloud has no Cost Explorer" },
])("$check.name is skipped on the stack local, without a request", async ({ check, reason }) => {
  expect(await check.run(of("local"))).toEqual({ outcome: "skipped", reason });
  expect(endpoint.requests).toEqual([]);
});

test.each([concurrency, textMessages, email, budget, costTag])(
  "$name fails with AWS's reason when AWS refuses the request",
  async (check) => {
    const [result] = await runChecks([check], of("prod"), {});
    expect(result).toMatchObject({ outcome: "failed", reason: containing("AWS refused: UnknownOperation") });
  },
);

describe("concurrency", () => {
  const OPERATION = "GET /2016-08-19/account-settings";
  const quota = (executions: number) => ({
    AccountLimit: {
      ...{ CodeSizeUnzipped: 262144000, CodeSizeZipped: 52428800, TotalCodeSize: 80530636800 },
      ...{ ConcurrentExecutions: executions, UnreservedConcurrentExecutions: executions },
    },
    AccountUsage: { FunctionCount: 0, TotalCodeSize: 0 },
  });
  const reserving =
    (...executions: unknown[]) =>
    () =>
      Promise.resolve(
        executions.map((reservedConcurrentExecutions) => ({
          ...{ type: "aws:lambda/function:Function", name: "f", inputs: { reservedConcurrentExecutions } },
        })) as unknown as Registered[],
      );

  test.each([
    ["prod", 1_000, [], "passed", "quota 1000, reserved 0"],
    ["prod", 1_000, [500, 400, -1, undefined], "passed", "quota 1000, reserved 900"],
    ["dev", 1_000, [500, 401], "failed", "reserve 901 executions of the quota of 1000"],
    ["prod", 10, [], "failed", "the quota is 10; the default is 1000"],
    ["dev", 10, [], "warning", "the quota is 10; the default is 1000"],
  ])("%s with the quota %i and %j reserved: %s", async (stage, executions, reserved, outcome, reason) => {
    endpoint.answers = { [OPERATION]: quota(executions) };
    const context = contextOf(stage, endpoint.clientConfig, { program: reserving(...reserved) });
    expect(await concurrency.run(context)).toMatchObject({ outcome, reason: containing(reason) });
  });
});

describe("text-messages", () => {
  const sandbox = (inSandbox: boolean) =>
    `<GetSMSSandboxAccountStatusResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><GetSMSSandboxAccountStatusResult>
       <IsInSandbox>${String(inSandbox)}</IsInSandbox>
     </GetSMSSandboxAccountStatusResult></GetSMSSandboxAccountStatusResponse>`;
  const attributes = (limit?: string) =>
    `<GetSMSAttributesResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><GetSMSAttributesResult><attributes>
       ${limit === undefined ? "" : `<entry><key>MonthlySpendLimit</key><value>${limit}</value></entry>`}
     </attributes></GetSMSAttributesResult></GetSMSAttributesResponse>`;

  test.each([
    ["prod", false, "50", "passed", "at most 50 USD a month"],
    ["prod", true, "50", "failed", "SNS is in its sandbox"],
    ["dev", true, "50", "warning", "SNS is in its sandbox"],
    ["prod", false, "1", "failed", "SNS may spend 1 USD a month"],
    ["prod", false, undefined, "failed", "SNS may spend 1 USD a month"],
    ["dev", false, "1", "warning", "SNS may spend 1 USD a month"],
  ])("%s, in the sandbox: %s, limit %s: %s", async (stage, inSandbox, limit, outcome, reason) => {
    endpoint.answers = {
      GetSMSSandboxAccountStatus: sandbox(inSandbox),
      GetSMSAttributes: attributes(limit),
    };
    expect(await textMessages.run(of(stage))).toMatchObject({ outcome, reason: containing(reason) });
  });
});

describe("email", () => {
  const account = {
    ...{ DedicatedIpAutoWarmupEnabled: false, EnforcementStatus: "HEALTHY", ProductionAccessEnabled: true },
    ...{ SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 10 }, SendingEnabled: true },
  };
  const sent = (SentLast24Hours: number, Max24HourSend: number) => ({
    SendQuota: { Max24HourSend, MaxSendRate: 14, SentLast24Hours },
  });

  test.each([
    ["prod", {}, "passed", "10 of 50000 e-mails"],
    ["prod", sent(9_000, -1), "passed", "9000 e-mails in 24 hours; there is no limit"],
    ["prod", sent(45_000, 50_000), "warning", "45000 of 50000 e-mails"],
    ["prod", { EnforcementStatus: "PROBATION" }, "warning", "PROBATION"],
    ["prod", { ProductionAccessEnabled: false }, "failed", "SES is in its sandbox"],
    ["dev", { ProductionAccessEnabled: false }, "warning", "SES is in its sandbox"],
    ["dev", { EnforcementStatus: "SHUTDOWN" }, "failed", "SES sends no e-mail"],
    ["dev", { SendingEnabled: false }, "failed", "SES sends no e-mail"],
  ])("%s with %j: %s", async (stage, changed, outcome, reason) => {
    endpoint.answers = { "GET /v2/email/account": { ...account, ...changed } };
    expect(await email.run(of(stage))).toMatchObject({ outcome, reason: containing(reason) });
  });
});

describe("budget", () => {
  const spent = (amount: string) => ({
    Budget: {
      ...{ BudgetName: "sjc1990app-monthly-prod", BudgetType: "COST", TimeUnit: "MONTHLY" },
      BudgetLimit: { Amount: "25.0", Unit: "USD" },
      CalculatedSpend: { ActualSpend: { Amount: amount, Unit: "USD" } },
    },
  });

  test.each([
    ["the limit", spent("25.0"), "passed", "25.00 of 25.00 USD"],
    ["more than the limit", spent("25.01"), "failed", "25.01 of 25.00 USD"],
    ["no budget", { error: "NotFoundException" }, "warning", "there is no budget sjc1990app-monthly-prod"],
  ])("%s", async (_, answer, outcome, reason) => {
    endpoint.answers = { DescribeBudget: answer };
    expect(await budget.run(of("prod"))).toMatchObject({ outcome, reason: containing(reason) });
    const request: unknown = JSON.parse(endpoint.requests[0]!.body);
    expect(request).toEqual({ AccountId: ACCOUNT, BudgetName: "sjc1990app-monthly-prod" });
  });
});

describe("cost-tag", () => {
  const tag = (TagKey: string) => ({ TagKey, Type: "UserDefined", Status: "Active" });

  test.each([
    ["an active tag", { CostAllocationTags: [tag("stage")] }, { outcome: "passed" }],
    [
      "no active tag",
      { CostAllocationTags: [] },
      { outcome: "warning", reason: containing("is not active") },
    ],
    [
      "an account that does not pay",
      { error: "AccessDeniedException" },
      { outcome: "warning", reason: containing("cannot list the cost allocation tags") },
    ],
  ])("%s", async (_, answer, expected) => {
    endpoint.answers = { ListCostAllocationTags: answer };
    expect(await costTag.run(of("prod"))).toMatchObject(expected);
    const request: unknown = JSON.parse(endpoint.requests[0]!.body);
    expect(request).toEqual({ TagKeys: ["stage"], Status: "Active" });
  });
});
