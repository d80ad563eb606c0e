import { RUNS } from "../../../functions/monitoring/smoke/store";
import { SYNTHETIC_CODES } from "../../../functions/shared/synthetic";
import { allow, deny, type Statement } from "../iam";
import { deployRole } from "../../account/names";
import { bucketName, physicalName, project, thingOf } from "../names";
import { namesOf, type DeployedStage, type Inventory } from "./inventory";
import { global, onAll, onEach, onNothing, regional, type DeployPlace, type Rule } from "./rule";

/** The stage that a commit is released on before, for ops/checks/preflight/stage-before.ts. */
export const STAGE_BEFORE: Readonly<Record<string, string>> = { staging: "dev", prod: "staging" };

/** Commands that call AWS by themselves, not only through the Pulumi provider. */
export type Operation =
  | "drift"
  | "escalate"
  | "migrate"
  | "plan"
  | "postflight"
  | "preflight"
  | "prune"
  | "release"
  | "report"
  | "restore"
  | "rollback"
  | "smoke";

/** Actions of a command on resources of one type. */
export interface OperationRule {
  actions: readonly string[];
  /** Type of the resources that `on` gets the physical names of, e.g. `aws:dynamodb/table:Table`. Default: none. */
  of?: string;
  /** ARNs; {@link onNothing} for actions without resource-level permissions. */
  on: Rule["on"];
  /** Conditions. Default: none. */
  when?: Rule["when"];
  /** Denies the actions instead, whatever other rules allow. Default: false. */
  deny?: boolean;
}

// Types of resources, and their ARNs.

const TABLE = "aws:dynamodb/table:Table";
const FUNCTION = "aws:lambda/function:Function";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const PARAMETER = "aws:ssm/parameter:Parameter";

const table = regional("dynamodb", (name) => `table/${name}`);
const func = regional("lambda", (name) => `function:${name}`);
const functionVersions = regional("lambda", (name) => `function:${name}:*`);
const logGroupContents = regional("logs", (name) => `log-group:${name}:*`);
const role = global("iam", (name) => `role/${name}`);
const managedPolicy = global("iam", (name) => `policy/${name}`);
const budget = global("budgets", (name) => `budget/${name}`);
const parameter = regional("ssm", (name) => `parameter${name}`);

/** All resources with names of the stage, also of former versions of the program. Stages have no hyphen in their name. */
const named = ({ stage }: DeployPlace): string => `${project}-*-${stage}`;

const photos = (place: DeployPlace): string => `arn:aws:s3:::${bucketName("photos", place)}`;
const photosBelow =
  (prefix: string) =>
  (place: DeployPlace): string =>
    `${photos(place)}/${prefix}*`;

/** Rules for the table `operations`: the ledger, and the locks. */
export function onLedger(...actions: string[]): OperationRule {
  const on = onAll((place) => table(physicalName("operations", place), place));
  return { actions: actions.map((action) => `dynamodb:${action}`), on };
}

/** Takes, renews and releases a lock, see ops/operations/lock.ts. It cannot change other items of the table. */
const lock: OperationRule = {
  ...onLedger("UpdateItem"),
  when: onPartition("lock"),
};

/** Limits actions on a table to partitions. @param keys their keys, or a beginning of them and `*`. */
function onPartition(...keys: string[]): NonNullable<Rule["when"]> {
  return () => ({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys } });
}

/** Metrics and alarms: ops/health. */
const health: readonly OperationRule[] = [
  { actions: ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"], on: onNothing },
];

/** The logs of the functions: ops/checks/postflight/error-logs.ts. */
const functionLogs: OperationRule = {
  actions: ["logs:FilterLogEvents"],
  on: onAll((place) => logGroupContents(`/aws/lambda/${named(place)}`, place)),
};

/** What was spent: ops/cost/actual.ts. */
const spending: OperationRule = {
  actions: ["ce:GetCostAndUsage", "ce:GetCostForecast", "ce:ListCostAllocationTags"],
  on: onNothing,
};

/** The policies of the stage's roles: ops/checks/permissions.ts. */
const readRoles: readonly OperationRule[] = [
  {
    actions: ["iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies"],
    on: onAll((place) => role(named(place), place)),
  },
];

/** Reads the ledger of releases, writes a record under the lock, and moves aliases. */
const releases: readonly OperationRule[] = [
  lock,
  onLedger("ConditionCheckItem", "GetItem", "PutItem", "Query"),
  { of: FUNCTION, actions: ["lambda:GetAlias", "lambda:UpdateAlias"], on: onEach(func) },
];

/**
 * Tables that the migrations in ops/migrations change, as a test checks: the deploy role may read no other stored data.
 * The account project is deployed before a release whose migrations change another one.
 */
export const migratedTables = ["users"] as const;

/** Tables that `restore` leaves alone: an old session or code must not be valid again, nor an old ledger. */
const NOT_RESTORED: readonly string[] = ["operations", "sessions", "verification-codes"];

/** Whether `restore` may bring back items of a table. @param thing name without project and stage. */
export function isRestorable(thing: string): boolean {
  return !NOT_RESTORED.includes(thing);
}

/**
 * What each command needs, in addition to what the Pulumi provider needs for the resources of the program
 * ({@link permissionTable}). Each action is tested: tests/operations/permissions.test.ts.
 */
export const operations: Readonly<Record<Operation, readonly OperationRule[]>> = {
  drift: [{ actions: ["cloudtrail:LookupEvents"], on: onNothing }],
  escalate: [
    onLedger("Query"),
    ...health,
    { actions: ["cloudwatch:DescribeAlarmHistory"], on: onNothing },
    functionLogs,
    spending,
  ],
  migrate: [
    {
      ...onLedger("ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"),
      when: onPartition("lock", "migration", "checkpoint"),
    },
    {
      actions: [
        ...["CreateBackup", "DescribeContinuousBackups", "DescribeTable"],
        ...["DeleteItem", "GetItem", "PutItem", "Scan", "UpdateItem"],
      ].map((action) => `dynamodb:${action}`),
      on: (_names, place) => migratedTables.map((name) => table(physicalName(name, place), place)),
    },
    {
      actions: ["dynamodb:DescribeBackup"],
      on: (_names, place) =>
        migratedTables.map((name) => table(`${physicalName(name, place)}/backup/*`, place)),
    },
  ],
  // With those of `preflight`, which it runs.
  plan: [onLedger("Query")],
  postflight: [onLedger("Query"), ...health, ...readRoles, functionLogs, spending],
  preflight: [
    onLedger("Query"),
    {
      actions: ["dynamodb:Query"],
      on: (_names, place) => {
        const before = STAGE_BEFORE[place.stage];
        return before === undefined ? [] : [table(physicalName("operations", { stage: before }), place)];
      },
    },
    ...readRoles,
    // The deploy role itself, which the account project makes.
    {
      actions: ["iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies"],
      on: onAll((place) => role(deployRole(place.stage), place)),
    },
    {
      actions: ["iam:GetPolicy", "iam:GetPolicyVersion"],
      on: onAll((place) => managedPolicy(`${deployRole(place.stage)}-*`, place)),
    },
    { actions: ["budgets:ViewBudget"], on: onAll((place) => budget(physicalName("monthly", place), place)) },
    {
      actions: [
        "ce:ListCostAllocationTags",
        "lambda:GetAccountSettings",
        "ses:GetAccount",
        "sns:GetSMSAttributes",
        "sns:GetSMSSandboxAccountStatus",
      ],
      on: onNothing,
    },
  ],
  prune: [
    onLedger("Query"),
    lock,
    // Old versions. The ARN of the function itself is not allowed: it cannot delete a function.
    { of: FUNCTION, actions: ["lambda:ListAliases", "lambda:ListVersionsByFunction"], on: onEach(func) },
    { of: FUNCTION, actions: ["lambda:DeleteFunction"], on: onEach(functionVersions) },
    // Photos and uploads. S3 keeps what it deletes as an old version.
    { actions: ["s3:ListBucket"], on: onAll(photos) },
    { actions: ["s3:DeleteObject"], on: onAll(photosBelow("profiles/"), photosBelow("uploads/")) },
    { actions: ["dynamodb:BatchGetItem"], on: onAll((place) => table(physicalName("users", place), place)) },
    // Resources that no stack owns: any name of the stage, but none that the program has.
    { actions: ["dynamodb:ListTables", "logs:DescribeLogGroups", "ssm:DescribeParameters"], on: onNothing },
    {
      actions: ["dynamodb:CreateBackup", "dynamodb:DeleteTable", "dynamodb:DescribeTable"],
      on: onAll((place) => table(named(place), place)),
    },
    {
      actions: ["dynamodb:DescribeBackup"],
      on: onAll((place) => table(`${named(place)}/backup/*`, place)),
    },
    {
      actions: ["logs:DeleteLogGroup"],
      on: onAll((place) => logGroupContents(`/aws/lambda/${named(place)}`, place)),
    },
    {
      actions: ["ssm:DeleteParameter"],
      on: onAll((place) => parameter(`/${project}/${place.stage}/*`, place)),
    },
    { of: TABLE, actions: ["dynamodb:DeleteTable"], on: onEach(table), deny: true },
    { of: LOG_GROUP, actions: ["logs:DeleteLogGroup"], on: onEach(logGroupContents), deny: true },
    { of: PARAMETER, actions: ["ssm:DeleteParameter"], on: onEach(parameter), deny: true },
  ],
  release: [...releases, ...health],
  report: [onLedger("Query"), ...health],
  // It reads and writes the users' data.
  restore: [
    lock,
    {
      of: TABLE,
      actions: [
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:RestoreTableToPointInTime",
        "dynamodb:Scan",
      ],
      on: (names, place) =>
        names.filter((name) => isRestorable(thingOf(name, place))).map((name) => table(name, place)),
    },
    // DynamoDB itself writes the restored table with the permissions of the caller:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/backuprestore_IAM.html
    {
      actions: [
        ...[
          "BatchWriteItem",
          "DeleteItem",
          "DeleteTable",
          "DescribeTable",
          "GetItem",
          "PutItem",
          "Query",
          "Scan",
        ],
        ...["RestoreTableToPointInTime", "UpdateItem"],
      ].map((action) => `dynamodb:${action}`),
      on: onAll((place) => table(`${project}-*-restored-*-${place.stage}`, place)),
    },
  ],
  rollback: [
    ...releases,
    { of: FUNCTION, actions: ["lambda:GetFunctionConfiguration"], on: onEach(func, functionVersions) },
  ],
  smoke: [
    { ...onLedger("PutItem", "Query", "DeleteItem"), when: onPartition(RUNS) },
    {
      actions: ["dynamodb:GetItem"],
      on: onAll((place) => table(physicalName("verification-codes", place), place)),
      when: onPartition(`${SYNTHETIC_CODES}*`),
    },
  ],
};

/** Commands by the roles that run them. The roles `prune` and `restore` have no other permissions. */
export const operationsOf = {
  deploy: ["release", "rollback", "migrate", "smoke", "preflight", "postflight"],
  preview: ["drift", "report", "preflight", "plan", "escalate"],
  prune: ["prune"],
  restore: ["restore"],
} as const satisfies Readonly<Record<string, readonly Operation[]>>;

/** Statements of commands on a stage. */
export function operationStatements(
  commands: readonly Operation[],
  inventory: Inventory,
  stage: DeployedStage,
): readonly Statement[] {
  const names = namesOf(inventory, stage);
  return commands
    .flatMap((command) => operations[command])
    .flatMap(({ actions, of, on, when, deny: denies = false }) => {
      const resources = on(of === undefined ? [] : (names.get(of) ?? []), stage);
      if (resources.length === 0) return [];
      const statement = denies ? deny(actions, resources) : allow(actions, resources);
      return [{ ...statement, ...(when === undefined ? {} : { Condition: when(stage) }) }];
    });
}
