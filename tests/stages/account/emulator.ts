/**
 * Reduces policies to what the emulator can evaluate. It has no value for some condition keys, and no resource for some
 * calls. Such conditions are removed here, and such calls allowed on any resource, so that the rest can be tested: which
 * actions a deployment needs, and on which names. Tests in infra/lib/deploy-permissions cover the full policies.
 */

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** Condition keys without a value in the emulator. */
const UNKNOWN_KEYS = [
  /^dynamodb:LeadingKeys$/,
  /^iam:/,
  /^kms:/,
  /^lambda:(?:FunctionArn|Principal)$/,
  /^route53:/,
];

/** Services for which the emulator evaluates `aws:ResourceTag`. */
const KNOWN_TAGS = new Set(["dynamodb", "iam", "kms", "lambda", "sns", "sqs", "ssm"]);

/** Services for which it evaluates `aws:RequestTag`. */
const KNOWN_REQUEST_TAGS = new Set(["kms"]);

/** Calls that it evaluates without a resource. */
const UNKNOWN_RESOURCE = new RegExp(
  [
    "budgets:.*",
    "cloudwatch:.*",
    "cloudfront:.*",
    "dynamodb:(?:DescribeBackup|RestoreTableToPointInTime)",
    "(?:dynamodb|ses|sns):\\w*Tag\\w*",
    "events:.*",
    "kms:(?:Create|Delete)Alias",
    "lambda:(?:CreateFunction|ListEventSourceMappings)",
    // The local provider creates a configuration set with both versions of the API. The first names no resource.
    "ses:(?:Create|Delete)ConfigurationSet",
    "wafv2:.*",
  ]
    .map((action) => `^${action}$`)
    .join("|"),
);

/** Further actions: of the emulator where AWS uses another one, or of the local provider only. */
const FURTHER: Readonly<Record<string, string | readonly string[]>> = {
  "budgets:ModifyBudget": [
    "CreateBudget",
    "CreateNotification",
    "CreateSubscriber",
    "DeleteBudget",
    "DeleteNotification",
    "DeleteSubscriber",
    "UpdateBudget",
    "UpdateNotification",
    "UpdateSubscriber",
  ].map((call) => `budgets:${call}`),
  "budgets:ViewBudget": [
    "DescribeBudget",
    "DescribeNotificationsForBudget",
    "DescribeSubscribersForNotification",
  ].map((call) => `budgets:${call}`),
  "cloudfront:CreateDistribution": "cloudfront:CreateDistributionWithTags",
  "lambda:GetAlias": "lambda:ListAliases",
  "lambda:GetEventSourceMapping": "lambda:ListEventSourceMappings",
};

/** Reduces a policy document. */
export function evaluable(document: string): string {
  const { Statement, ...rest } = JSON.parse(document) as { Statement: Statement[] };
  return JSON.stringify({ ...rest, Statement: Statement.flatMap(loosen) });
}

function loosen(statement: Statement): Statement[] {
  const actions = [statement.Action].flat().flatMap((action) => [action, FURTHER[action] ?? []].flat());
  const [unknown, known] = [actions.filter(isUnknown), actions.filter((action) => !isUnknown(action))];
  const parts = [
    { ...statement, Action: known },
    { ...statement, Action: unknown, Resource: ["*"] },
  ];
  return parts
    .filter(({ Action }) => Action.length > 0)
    .map((part) => withoutUnknownKeys({ ...part, Resource: [part.Resource].flat().flatMap(asEvaluated) }));
}

/** The emulator evaluates all calls on a log group by the ARN of the group itself. */
function asEvaluated(resource: string): string[] {
  return /:log-group:[^:]+:\*$/.test(resource) ? [resource, resource.slice(0, -2)] : [resource];
}

const isUnknown = (action: string): boolean => UNKNOWN_RESOURCE.test(action);

function withoutUnknownKeys({ Condition = {}, ...statement }: Statement): Statement {
  const service = ([statement.Action].flat()[0] ?? "").split(":")[0] ?? "";
  const isKnown = (key: string): boolean =>
    !UNKNOWN_KEYS.some((pattern) => pattern.test(key)) &&
    (!key.startsWith("aws:ResourceTag/") || KNOWN_TAGS.has(service)) &&
    (!key.startsWith("aws:RequestTag/") || KNOWN_REQUEST_TAGS.has(service));
  const kept = Object.entries(Condition).flatMap(([operator, keys]) => {
    const left = Object.entries(keys).filter(([key]) => isKnown(key));
    return left.length === 0 ? [] : [[operator, Object.fromEntries(left)] as const];
  });
  return kept.length === 0 ? statement : { ...statement, Condition: Object.fromEntries(kept) };
}
