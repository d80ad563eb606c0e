import { parseDocument, type Statement } from "./iam/document";
import { UNKNOWN, at, isPlainObject } from "./plain";
import { isGiven, shortArn, textOf, type Stack, type StackResource } from "./stack";

/** How one kind of resource is used. */
export interface Kind {
  /** What is missing, after the resource's name. */
  what: string;
  /** Texts by which others name it, beside its ARN; `name` is its physical name. */
  names: (name: string, resource: StackResource) => readonly string[];
  /** Types that speak of it without using it. Default: none but what only watches. */
  parts?: readonly string[];
  /** The only types that use it. Default: all but `parts`. */
  users?: readonly string[];
  /** Whether it may well be used from outside of the stack. */
  outside?: (resource: StackResource, stack: Stack) => boolean;
}

/** What looks at resources, or keeps what they say, uses none. */
const watchers: readonly string[] = [
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/queryDefinition:QueryDefinition",
];

/** What is looked at. Queues are a matter of their own: {@link isRead}. */
export const kinds: Readonly<Record<string, Kind>> = {
  "aws:apigateway/apiKey:ApiKey": { what: "belongs to no usage plan", names: () => [] },
  "aws:cloudwatch/eventRule:EventRule": {
    what: "has no target",
    names: (name) => [name, `events:rule/${name}`],
    parts: ["aws:lambda/permission:Permission"],
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    what: "is written to by nothing",
    names: (name) => [name, `logs:log-group:${name}`],
    parts: ["aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"],
    outside: isWrittenByAws,
  },
  "aws:dynamodb/table:Table": {
    what: "is read and written by nothing",
    names: (name) => [name, `dynamodb:table/${name}`],
    parts: [
      "aws:appautoscaling/policy:Policy",
      "aws:appautoscaling/target:Target",
      "aws:dynamodb/contributorInsights:ContributorInsights",
      "aws:dynamodb/resourcePolicy:ResourcePolicy",
      "aws:dynamodb/tableItem:TableItem",
    ],
  },
  "aws:ebs/volume:Volume": { what: "is attached to nothing", names: () => [] },
  "aws:ec2/eip:Eip": {
    what: "is an address that nothing has",
    names: () => [],
    outside: ({ props }) => isGiven(props["instance"]) || isGiven(props["networkInterface"]),
  },
  "aws:iam/policy:Policy": { what: "is attached to nothing", names: (name) => [`iam:policy/${name}`] },
  "aws:iam/role:Role": {
    what: "is taken by nothing",
    names: (name) => [`iam:role/${name}`],
    parts: [
      "aws:iam/policyAttachment:PolicyAttachment",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    ],
    outside: isForOthers,
  },
  "aws:kms/key:Key": {
    what: "encrypts nothing",
    names: (_, { props }) =>
      typeof props["keyId"] === "string" ? [props["keyId"], `kms:key/${props["keyId"]}`] : [],
    parts: ["aws:kms/keyPolicy:KeyPolicy"],
  },
  "aws:lambda/function:Function": {
    what: "is called by nothing",
    names: (name) => [`lambda:function:${name}`],
    parts: [
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    ],
  },
  "aws:sns/topic:Topic": {
    what: "has nobody who is subscribed to it",
    names: (name) => [`sns:${name}`],
    users: ["aws:sns/topicSubscription:TopicSubscription"],
  },
  "aws:ssm/parameter:Parameter": {
    what: "is read by nothing",
    names: (name) => [name, `ssm:parameter${name.startsWith("/") ? "" : "/"}${name}`],
  },
};

/** Another name of a resource: who uses the one, uses the other. */
const aliases: readonly string[] = ["aws:kms/alias:Alias", "aws:lambda/alias:Alias"];

/** Whether another resource of the stack uses this one, itself or by another name of it. */
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

/** `alias/<name>` says which key; `live` would say nothing. */
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

/** Whether something takes messages from a queue, or may do so by its policy. */
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

/** Log groups of AWS's own services have fixed names; a function's belongs to the function of that name. */
function isWrittenByAws(group: StackResource, stack: Stack): boolean {
  const name = textOf(group, "name");
  if (name === undefined) return false;
  const owner = /^\/aws\/lambda\/(.+)$/.exec(name)?.[1];
  if (owner === undefined) return /^(?:\/aws\/|API-Gateway-Execution-Logs_|aws-waf-logs-)/.test(name);
  return stack.ofType("aws:lambda/function:Function").some((fn) => fn.props["name"] === owner);
}

/** Whether anybody but a service of AWS may take a role: he need not be in the stack. */
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
