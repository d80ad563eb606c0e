import {
  CostExplorerClient,
  DataUnavailableException,
  GetCostAndUsageCommand,
  GetCostForecastCommand,
  ListCostAllocationTagsCommand,
  type Expression,
  type ResultByTime,
} from "@aws-sdk/client-cost-explorer";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { StageFile } from "../secrets/stage-file";
import { budgetsOf, type BudgetShare } from "./report";
import { usd } from "./text";

/** Cost allocation tag of the stage. */
const TAG = "stage";

/** What was spent in a month. */
export interface MonthCost {
  /** First day, e.g. `2026-11-01`. */
  from: string;
  /** USD. */
  total: number;
  /** Most expensive first. */
  services: { service: string; usd: number }[];
}

/** What a stage has cost on AWS. */
export interface ActualCosts {
  stage: string;
  lastMonth: MonthCost;
  monthToDate: MonthCost;
  /** Expected USD of the whole current month. Absent while AWS has too little data. */
  forecast?: number;
  /** Budgets by the forecast, or by the month to date where there is none. */
  budgets: BudgetShare[];
}

/**
 * Reads the costs of a stage from Cost Explorer: those of its account with its tag. Each request costs 0.01 USD.
 * @param today in UTC, as Cost Explorer counts days.
 * @throws UserError for the stage `local`, without credentials, and when the tag is not activated.
 */
export async function spentCosts(
  stage: string,
  client = new CostExplorerClient({ region: "us-east-1" }),
  today = new Date(),
): Promise<ActualCosts> {
  const file = StageFile.read(repoRoot, stage);
  if (stage === "local")
    throw new UserError("the stage local has no costs", "Give a stage on AWS, e.g. --stack prod.");
  const config = file.plain();
  const filter = filterOf(stage, String([config["aws:allowedAccountIds"]].flat()[0]));
  const { lastMonth, thisMonth, tomorrow, nextMonth } = daysOf(today);
  return withAwsErrors(async () => {
    const results = await costs(client, filter, { Start: lastMonth, End: tomorrow });
    const month = (from: string): MonthCost => monthOf(from, results);
    const [before, now] = [month(lastMonth), month(thisMonth)];
    if (before.services.length + now.services.length === 0) await refuseInactiveTag(client, stage);
    const rest = await forecast(client, filter, { Start: tomorrow, End: nextMonth });
    const expected = rest === undefined ? undefined : now.total + rest;
    const budget = config["sjc1990app:budget"];
    return {
      stage,
      lastMonth: before,
      monthToDate: now,
      ...(expected === undefined ? {} : { forecast: expected }),
      budgets: budgetsOf(budget === undefined ? undefined : JSON.stringify(budget), expected ?? now.total),
    };
  });
}

interface Period {
  /** First day. */
  Start: string;
  /** The day after the last one. */
  End: string;
}

function daysOf(today: Date) {
  const [year, month, date] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()];
  const day = (ofMonth: number, ofDate: number): string =>
    new Date(Date.UTC(year, ofMonth, ofDate)).toISOString().slice(0, 10);
  return {
    lastMonth: day(month - 1, 1),
    thisMonth: day(month, 1),
    tomorrow: day(month, date + 1),
    nextMonth: day(month + 1, 1),
  };
}

/** Stages in one account differ by the tag, stages in different accounts of an organization by the account. */
function filterOf(stage: string, account: string): Expression {
  return {
    And: [
      { Tags: { Key: TAG, Values: [stage], MatchOptions: ["EQUALS"] } },
      { Dimensions: { Key: "LINKED_ACCOUNT", Values: [account], MatchOptions: ["EQUALS"] } },
    ],
  };
}

async function costs(
  client: CostExplorerClient,
  filter: Expression,
  period: Period,
): Promise<ResultByTime[]> {
  const results: ResultByTime[] = [];
  let page: string | undefined;
  do {
    const answer = await client.send(
      new GetCostAndUsageCommand({
        TimePeriod: period,
        Granularity: "MONTHLY",
        Metrics: ["UnblendedCost"],
        GroupBy: [{ Type: "DIMENSION", Key: "SERVICE" }],
        Filter: filter,
        ...(page === undefined ? {} : { NextPageToken: page }),
      }),
    );
    results.push(...(answer.ResultsByTime ?? []));
    page = answer.NextPageToken;
  } while (page !== undefined);
  return results;
}

function monthOf(from: string, results: readonly ResultByTime[]): MonthCost {
  const groups = results
    .filter(({ TimePeriod }) => TimePeriod?.Start === from)
    .flatMap(({ Groups }) => Groups ?? []);
  const services = groups
    .map(({ Keys, Metrics }) => ({
      service: Keys?.[0] ?? "",
      usd: Number(Metrics?.["UnblendedCost"]?.Amount ?? 0),
    }))
    .sort((a, b) => b.usd - a.usd);
  return { from, services, total: services.reduce((sum, one) => sum + one.usd, 0) };
}

/** USD for the rest of the month; `undefined` on its last day, and while there is too little data. */
async function forecast(
  client: CostExplorerClient,
  filter: Expression,
  period: Period,
): Promise<number | undefined> {
  if (period.Start >= period.End) return undefined;
  try {
    const { Total } = await client.send(
      new GetCostForecastCommand({
        TimePeriod: period,
        Granularity: "MONTHLY",
        Metric: "UNBLENDED_COST",
        Filter: filter,
      }),
    );
    return Total?.Amount === undefined ? undefined : Number(Total.Amount);
  } catch (error) {
    if (error instanceof DataUnavailableException) return undefined;
    throw error;
  }
}

/** Costs are only found by a tag from the day on which it was activated. */
async function refuseInactiveTag(client: CostExplorerClient, stage: string): Promise<void> {
  const { CostAllocationTags = [] } = await client.send(
    new ListCostAllocationTagsCommand({ TagKeys: [TAG], Status: "Active" }),
  );
  if (CostAllocationTags.some(({ TagKey }) => TagKey === TAG)) return;
  throw new UserError(
    `there are no costs of the stage "${stage}", and the cost allocation tag "${TAG}" is not activated`,
    "Activate it in the account that pays: Billing and Cost Management → Cost allocation tags. It counts from then on,\n" +
      "a day later. A tag is listed there a day after the first resource with it.",
  );
}

async function withAwsErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    if (error.name === "CredentialsProviderError")
      throw new UserError("no AWS credentials", "Sign in, e.g. with AWS_PROFILE=<name>.");
    const { code = error.message } = error as NodeJS.ErrnoException;
    if (/ECONNREFUSED|ENOTFOUND|ETIMEDOUT/.test(code))
      throw new UserError("no answer from Cost Explorer", "Check the connection to AWS.");
    if ("$metadata" in error)
      throw new UserError(
        `AWS refused: ${error.name}: ${error.message}`,
        "The account that pays may have to allow Cost Explorer, and your role needs the actions in --help.",
      );
    throw error;
  }
}

/** The costs for a terminal. */
export function actualText(costs: ActualCosts): string {
  const rows = rowsOf(costs).map(
    ([service, before, now]) => `${service.padEnd(40)}${before.padStart(12)}${now.padStart(15)}`,
  );
  return [
    `Cost of ${costs.stage} in USD`,
    `${"".padEnd(40)}${"last month".padStart(12)}${"month to date".padStart(15)}`,
    ...rows,
    `Forecast of this month: ${costs.forecast === undefined ? "AWS has too little data" : usd(costs.forecast)}`,
    ...costs.budgets.map(
      ({ name, limit, share }) => `${name} ${usd(limit)}: ${String(Math.round(share * 100))} % used`,
    ),
    "",
  ].join("\n");
}

/** The costs for an issue or a document. */
export function actualMarkdown(costs: ActualCosts): string {
  const { stage, forecast: expected, budgets } = costs;
  return [
    `### Cost of ${stage}`,
    "",
    "| service | last month | month to date |",
    "| --- | ---: | ---: |",
    ...rowsOf(costs).map((cells) => `| ${cells.join(" | ")} |`),
    "",
    `Forecast of this month: ${expected === undefined ? "AWS has too little data" : `${usd(expected)} USD`}.`,
    ...budgets.map(
      ({ name, limit, share }) => `- ${name} ${usd(limit)} USD: ${String(Math.round(share * 100))} % used`,
    ),
    "",
  ].join("\n");
}

function rowsOf({ lastMonth, monthToDate }: ActualCosts): [string, string, string][] {
  const amount = ({ services }: MonthCost, name: string): number =>
    services.find(({ service }) => service === name)?.usd ?? 0;
  const names = new Set([...monthToDate.services, ...lastMonth.services].map(({ service }) => service));
  const rows = [...names].map((name): [string, string, string] => [
    name,
    usd(amount(lastMonth, name)),
    usd(amount(monthToDate, name)),
  ]);
  return [...rows, ["Total", usd(lastMonth.total), usd(monthToDate.total)]];
}
