import { parseDocument, type Statement } from "./iam/document";
import { UNKNOWN, at, isPlainObject } from "./plain";
import { isGiven, shortArn, textOf, type Stack, type StackResource } from "./stack";

/** How a type of resource is used. */
export interface Kind {
  /** What is wrong if nothing uses it; follows the resource's name in the message. */
  what: string;
  /** Texts that refer to it, besides its ARN. `name` is its physical name. */
  names: (name: string, resource: StackResource) => readonly string[];
  /** Types that refer to it without using it, besides monitoring. Default: none. */
  parts?: readonly string[];
  /** The only types that use it. Default: all except `parts`. */
  users?: readonly string[];
  /** Whether something outside the stack may use it. */
  outside?: (resource: StackResource, stack: Stack) => boolean;
}

/** Monitoring refers to resources without using them. */
const watchers: readonly string[] = [
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/queryDefinition:QueryDefinition",
];

/** The checked types, except queues: {@link isRead}. */
export const kinds: Readonly<Record<string, Kind>> = {
  "aws:apigateway/apiKey:ApiKey": { what: "belongs to no usage plan", names: () => [] },
  "aws:cloudwatch/eventRule:EventRule": {
    what: "has no target",
    names: (name) => [name, `events:rule/${name}`],
    parts: ["aws:lambda/permission:Permission"],
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    what: "has no writer",
    names: (name) => [name, `logs:log-group:${name}`],
    parts: ["aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"],
    outside: isWrittenByAws,
  },
  "aws:dynamodb/table:Table": {
    what: "has no reader or writer",
    names: (name) => [name, `dynamodb:table/${name}`],
    parts: [
      "aws:appautoscaling/policy:Policy",
      "aws:appautoscaling/target:Target",
      "aws:dynamodb/contributorInsights:ContributorInsights",
      "aws:dynamodb/resourcePolicy:ResourcePolicy",
      "aws:dynamodb/tableItem:TableItem",
    ],
  },
  "aws:ebs/volume:Volume": { what: "is not attached", names: () => [] },
  "aws:ec2/eip:Eip": {
    what: "is not associated",
    names: () => [],
    outside: ({ props }) => isGiven(props["instance"]) || isGiven(props["networkInterface"]),
  },
  "aws:iam/policy:Policy": { what: "is not attached", names: (name) => [`iam:policy/${name}`] },
  "aws:iam/role:Role": {
    what: "is never assumed",
    names: (name) => [`iam:role/${name}`],
    parts: [
      "aws:iam/policyAttachment:PolicyAttachment",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    ],
    outside: isForOthers,
  },
  "aws:kms/key:Key": {
    what: "is not used for encryption",
    names: (_, { props }) =>
      typeof props["keyId"] === "string" ? [props["keyId"], `kms:key/${props["keyId"]}`] : [],
    parts: ["aws:kms/keyPolicy:KeyPolicy"],
  },
  "aws:lambda/function:Function": {
    what: "is never invoked",
    names: (name) => [`lambda:function:${name}`],
    parts: [
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    ],
  },
  "aws:sns/topic:Topic": {
    what: "has no subscription",
    names: (name) => [`sns:${name}`],
    users: ["aws:sns/topicSubscription:TopicSubscription"],
  },
  "aws:ssm/parameter:Parameter": {
    what: "has no reader",
    names: (name) => [name, `ssm:parameter${name.startsWith("/") ? "" : "/"}${name}`],
  },
};

/** Whatever uses an alias uses its resource. */
const aliases: readonly string[] = ["aws:kms/alias:Alias", "aws:lambda/alias:Alias"];

/** Whether another resource of the stack uses this one, directly or through an alias. */
export function isUsed(resource: StackResource, kind: Kind, stack: Stack): boolean {
  if (kind.outside?.(resource, stack) === true) return true;
  const name = textOf(resource, "name");
  return isUsedBy(resource, name === undefined ? [] : kind.names(name, resource), kind, stack);
}

function isUsedBy(resource: StackResource, names: readonly string[], kind: Kind, stack: Stack): boolean {
  const { parts = [], users: only } = kind;
  const users = usersOf(resource, names, stack).filter(({ type }) => !watchers.includes(type));
  const counts = ({ type }: StackResource): boolean =>
    only === undefined ? !parts.includes(type) && !aliases.includes(type) : only.includes(type);
  return (
    users.some(counts) ||
    users
      .filter(({ type }) => aliases.includes(type))
      .some((alias) => isUsedBy(alias, aliasNames(alias), kind, stack))
  );
}

/** `alias/<name>` identifies a key; a function alias such as `live` is not unique. */
function aliasNames(alias: StackResource): string[] {
  const name = textOf(alias, "name");
  return name?.startsWith("alias/") === true ? [name] : [];
}

function usersOf(resource: StackResource, names: readonly string[], stack: Stack): readonly StackResource[] {
  return stack.users(resource, [...arnsOf(resource), ...names]);
}

function arnsOf(resource: StackResource): string[] {
  const arn = textOf(resource, "arn");
  return arn === undefined ? [] : [arn, shortArn(arn)];
}

const readers: readonly string[] = [
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:pipes/pipe:Pipe",
];
const documents: readonly string[] = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:sqs/queuePolicy:QueuePolicy",
];

/** Whether something receives messages from a queue, or has permission to. */
export function isRead(queue: StackResource, stack: Stack): boolean {
  const name = textOf(queue, "name");
  const names = [...arnsOf(queue), ...(name === undefined ? [] : [`sqs:${name}`])];
  const mayRead = ({ allows, actions, resources }: Statement): boolean =>
    allows &&
    actions.some((action) => action.toLowerCase() === "sqs:receivemessage") &&
    resources.some((one) => names.includes(one) || names.includes(shortArn(one)));
  return usersOf(queue, names, stack).some(({ type, props }) => {
    if (readers.includes(type)) return true;
    if (!documents.includes(type)) return false;
    const { statements, unknown } = parseDocument(props["policy"] ?? UNKNOWN);
    return unknown || statements.some(mayRead);
  });
}

/** AWS services write to log groups with fixed names. `/aws/lambda/<name>` needs a function of that name. */
function isWrittenByAws(group: StackResource, stack: Stack): boolean {
  const name = textOf(group, "name");
  if (name === undefined) return false;
  const owner = /^\/aws\/lambda\/(.+)$/.exec(name)?.[1];
  if (owner === undefined) return /^(?:\/aws\/|API-Gateway-Execution-Logs_|aws-waf-logs-)/.test(name);
  return stack.ofType("aws:lambda/function:Function").some((fn) => fn.props["name"] === owner);
}

/** Whether a principal other than an AWS service may assume a role. It need not be in the stack. */
function isForOthers({ props }: StackResource): boolean {
  const { statements, unknown } = parseDocument(props["assumeRolePolicy"] ?? UNKNOWN);
  return (
    unknown ||
    statements.some(({ allows, source }) => {
      const principal = at(source, "Principal");
      return (
        allows && !(isPlainObject(principal) && Object.keys(principal).every((kind) => kind === "Service"))
      );
    })
  );
}
