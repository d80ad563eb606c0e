import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  NoSuchEntityException,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  type IAMClient,
} from "@aws-sdk/client-iam";

/** What a role may do: the statements of all its policies, each as sorted JSON. */
export type RoleStatements = ReadonlySet<string>;

interface Document {
  Statement: Record<string, unknown> | Record<string, unknown>[];
}

/** Statements of documents, so that the same permissions are the same text. */
export function statementsOf(documents: readonly string[]): RoleStatements {
  const statements = documents.flatMap((text) => (JSON.parse(text) as Document).Statement);
  return new Set(statements.map((statement) => JSON.stringify(sorted(statement))));
}

/** The same without conditions: the local provider leaves out those that the emulator does not know. */
export function withoutConditions(statements: RoleStatements): RoleStatements {
  const parsed = [...statements].map((text) => JSON.parse(text) as Record<string, unknown>);
  return new Set(parsed.map(({ Condition: _condition, ...rest }) => JSON.stringify(rest)));
}

/** Without `Sid`, with keys and lists in order. A single value is a list of one. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const list = value.map(sorted);
    return list.length === 1 ? list[0] : list.sort((a, b) => (String(a) < String(b) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "Sid");
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]),
  );
}

/** What a deployed role may do. `undefined`: there is no such role. */
export async function deployedStatements(
  client: IAMClient,
  RoleName: string,
  abortSignal: AbortSignal,
): Promise<RoleStatements | undefined> {
  const documents: string[] = [];
  const options = { abortSignal };
  try {
    for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName }, options))
      for (const PolicyName of PolicyNames) {
        const found = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }), options);
        documents.push(decodeURIComponent(found.PolicyDocument ?? ""));
      }
    for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies(
      { client },
      { RoleName },
      options,
    ))
      for (const { PolicyArn } of AttachedPolicies) {
        const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }), options);
        const version = { PolicyArn, VersionId: Policy?.DefaultVersionId };
        const { PolicyVersion } = await client.send(new GetPolicyVersionCommand(version), options);
        documents.push(decodeURIComponent(PolicyVersion?.Document ?? ""));
      }
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
  return statementsOf(documents);
}

/** Differences between what a role should be able to do and what it can. None: it has exactly that. */
export function differences(
  role: string,
  wanted: RoleStatements,
  found: RoleStatements | undefined,
): string[] {
  if (found === undefined) return [`the role ${role} does not exist`];
  const named = (word: string, statement: string) => `${role} ${word} ${actionsOf(statement)}`;
  return [
    ...[...wanted].filter((one) => !found.has(one)).map((one) => named("lacks", one)),
    ...[...found].filter((one) => !wanted.has(one)).map((one) => named("has too much:", one)),
  ];
}

function actionsOf(statement: string): string {
  const { Effect, Action, Resource, Condition } = JSON.parse(statement) as Record<string, unknown>;
  const list = (value: unknown) => [value].flat().join(", ");
  const condition = Condition === undefined ? "" : ` if ${JSON.stringify(Condition)}`;
  return `${Effect === "Deny" ? "the denial of " : ""}${list(Action)} on ${list(Resource)}${condition}`;
}
