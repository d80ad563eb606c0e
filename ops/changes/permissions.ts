import { nameOf, type PreviewStep, type StepState } from "./preview";
import { stable } from "./stable";

/** A change of the permissions of one holder. */
export interface PermissionChange {
  /** Logical name of the role, or of the resource with the policy. */
  holder: string;
  /** What kind of permission it is. */
  kind: "policy" | "trust" | "boundary";
  /** One action on one resource each, e.g. `Allow dynamodb:GetItem on arn:…:table/…`. */
  added: readonly string[];
  removed: readonly string[];
}

/** Stands for permissions that the preview does not know. */
const UNKNOWN = "permissions that are known after the update only";

type Reader = (inputs: Record<string, unknown>) => { kind: PermissionChange["kind"]; grants: string[] }[];

const policyIn =
  (...properties: string[]): Reader =>
  (inputs) =>
    properties.map((property) => ({ kind: "policy", grants: grantsOf(inputs[property]) }));

const attached: Reader = ({ policyArn }) => [{ kind: "policy", grants: named("managed policy", policyArn) }];

/** Reads the permissions in the inputs of a resource, by type. */
const readers: Readonly<Record<string, Reader>> = {
  "aws:iam/rolePolicy:RolePolicy": policyIn("policy"),
  "aws:iam/userPolicy:UserPolicy": policyIn("policy"),
  "aws:iam/groupPolicy:GroupPolicy": policyIn("policy"),
  "aws:iam/policy:Policy": policyIn("policy"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attached,
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": attached,
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": attached,
  "aws:iam/role:Role": ({ assumeRolePolicy, permissionsBoundary, managedPolicyArns, inlinePolicies }) => [
    { kind: "trust", grants: grantsOf(assumeRolePolicy) },
    { kind: "boundary", grants: named("bound by", permissionsBoundary) },
    {
      kind: "policy",
      grants: [
        ...listOf(managedPolicyArns).flatMap((arn) => named("managed policy", arn)),
        ...listOf(inlinePolicies).flatMap((one) => grantsOf((one as Record<string, unknown>)["policy"])),
      ],
    },
  ],
  "aws:lambda/permission:Permission": ({ action, principal, sourceArn, function: target }) => [
    {
      kind: "policy",
      grants: [
        `Allow ${text(action)} on ${text(target)} by ${text(principal)}` +
          (sourceArn === undefined ? "" : ` from ${text(sourceArn)}`),
      ],
    },
  ],
  "aws:s3/bucketPolicy:BucketPolicy": policyIn("policy"),
  "aws:sqs/queue:Queue": policyIn("policy"),
  "aws:sqs/queuePolicy:QueuePolicy": policyIn("policy"),
  "aws:sns/topic:Topic": policyIn("policy"),
  "aws:sns/topicPolicy:TopicPolicy": policyIn("policy"),
  "aws:kms/key:Key": policyIn("policy"),
  "aws:kms/keyPolicy:KeyPolicy": policyIn("policy"),
  "aws:apigateway/restApiPolicy:RestApiPolicy": policyIn("policy"),
};

/** Changes of permissions by these steps, in the order of the holders' names. */
export function permissionChanges(steps: readonly PreviewStep[]): PermissionChange[] {
  const before = new Map<string, Set<string>>();
  const after = new Map<string, Set<string>>();
  for (const { op, urn, oldState, newState } of steps) {
    if (op === "same") continue;
    const holder = holderOf(urn, newState ?? oldState);
    if (oldState !== undefined) collect(before, holder, oldState);
    if (newState !== undefined && !op.startsWith("delete")) collect(after, holder, newState);
  }
  const changes = [...new Set([...before.keys(), ...after.keys()])].sort().map((key): PermissionChange => {
    const [holder = "", kind = ""] = key.split("\n");
    const old = before.get(key) ?? new Set<string>();
    const next = after.get(key) ?? new Set<string>();
    return {
      holder,
      kind: kind as PermissionChange["kind"],
      added: [...next].filter((grant) => !old.has(grant)).sort(),
      // Unknown permissions may include all of them.
      removed: next.has(UNKNOWN) ? [] : [...old].filter((grant) => !next.has(grant)).sort(),
    };
  });
  return changes.filter(({ added, removed }) => added.length + removed.length > 0);
}

function collect(into: Map<string, Set<string>>, holder: string, { type, inputs = {} }: StepState): void {
  for (const { kind, grants } of readers[type]?.(inputs) ?? []) {
    const key = `${holder}\n${kind}`;
    const set = into.get(key) ?? new Set();
    for (const grant of grants) set.add(grant);
    into.set(key, set);
  }
}

/** The role, user, bucket, … of a policy, found by the dependencies of its property, also before it exists. */
function holderOf(urn: string, state: StepState | undefined): string {
  for (const property of ["role", "user", "group", "bucket", "queueUrl", "arn", "keyId"]) {
    const [source] = state?.propertyDependencies?.[property] ?? [];
    if (source !== undefined) return nameOf(source);
  }
  return nameOf(urn);
}

function grantsOf(document: unknown): string[] {
  if (document === undefined || document === null || document === "") return [];
  const parsed = typeof document === "string" ? parse(document) : document;
  if (typeof parsed !== "object" || parsed === null) return [UNKNOWN];
  return listOf((parsed as Record<string, unknown>)["Statement"]).flatMap(statementGrants);
}

/** One text for each action and resource of a statement, so that equivalent statements are no change. */
function statementGrants(statement: unknown): string[] {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } =
    statement as Record<string, unknown>;
  const actions =
    NotAction === undefined
      ? listOf(Action).map(text)
      : [`all but ${listOf(NotAction).map(text).join(", ")}`];
  const resources =
    NotResource === undefined
      ? listOf(Resource).map((one) => ` on ${text(one)}`)
      : [` on all but ${listOf(NotResource).map(text).join(", ")}`];
  const by =
    NotPrincipal !== undefined
      ? ` by all but ${principals(NotPrincipal).join(", ")}`
      : Principal === undefined
        ? ""
        : ` by ${principals(Principal).join(", ")}`;
  const when = Condition === undefined ? "" : ` if ${stable(Condition)}`;
  return actions.flatMap((action) =>
    (resources.length === 0 ? [""] : resources).map((on) => `${text(Effect)} ${action}${on}${by}${when}`),
  );
}

function principals(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [text(value)];
  return Object.entries(value).flatMap(([kind, names]) =>
    listOf(names).map((name) => `${kind} ${text(name)}`),
  );
}

function named(what: string, value: unknown): string[] {
  return value === undefined || value === null || value === "" ? [] : [`${what} ${text(value)}`];
}

function listOf(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : stable(value);
}

function parse(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return undefined;
  }
}
