/**
 * What the emulator cannot judge of a policy. It has no value for some condition keys, and does not tell for some calls
 * what they are made on; on AWS both hold (infra/lib/deploy-permissions has tests of them). Here such a condition is
 * taken away and such a call allowed on anything, so that the rest can be tried: which actions a deployment needs, and
 * on which names.
 */

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** Keys without a value in the emulator. */
const UNKNOWN_KEYS = [/^iam:/, /^kms:/, /^lambda:FunctionArn$/, /^route53:/];

/** Services whose resources' tags the emulator knows when it judges. */
const KNOWN_TAGS = new Set(["dynamodb", "iam", "kms", "lambda", "sns", "sqs", "ssm"]);

/** Services whose requests' tags it knows. */
const KNOWN_REQUEST_TAGS = new Set(["kms"]);

/** Calls of which it does not know what they are made on. */
const UNKNOWN_RESOURCE = new RegExp(
  [
    "cloudwatch:.*",
    "cloudfront:.*",
    "(?:dynamodb|ses|sns):\\w*Tag\\w*",
    "events:.*",
    "kms:(?:Create|Delete)Alias",
    "lambda:(?:CreateFunction|ListEventSourceMappings)",
    // The local provider makes a set by both versions of the API; the first does not say which.
    "ses:(?:Create|Delete)ConfigurationSet",
  ]
    .map((action) => `^${action}$`)
    .join("|"),
);

/** Further calls: judged by their own name, where AWS has another action for them, or made by the local provider alone. */
const FURTHER: Readonly<Record<string, string>> = {
  "cloudfront:CreateDistribution": "cloudfront:CreateDistributionWithTags",
  "lambda:GetAlias": "lambda:ListAliases",
  "lambda:GetEventSourceMapping": "lambda:ListEventSourceMappings",
};

/** The document as the emulator can judge it. */
export function judgeable(document: string): string {
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
    .map((part) => withoutUnknownKeys({ ...part, Resource: [part.Resource].flat().flatMap(asJudged) }));
}

/** It judges all calls on a group of logs by the group's own name, and rules by that of the bus before it. */
function asJudged(resource: string): string[] {
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
