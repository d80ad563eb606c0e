import { policyDocument, type Statement } from "../iam";

/** Maximum characters of a managed policy, without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const POLICY_MAX = 6_144;

/** Default quota of managed policies per role. */
const POLICIES_PER_ROLE = 10;

/**
 * Distributes statements over as few managed policies as possible: first fit.
 * @throws Error if a role would need more policies than its quota.
 */
export function policyDocuments(statements: readonly Statement[]): readonly string[] {
  const policies: Statement[][] = [];
  for (const statement of statements.flatMap(split)) {
    const roomy = policies.find((policy) => fits([...policy, statement]));
    if (roomy === undefined) policies.push([statement]);
    else roomy.push(statement);
  }
  if (policies.length > POLICIES_PER_ROLE)
    throw new Error(
      `a role would need ${String(policies.length)} policies; its quota is ${String(POLICIES_PER_ROLE)}. Move stages to ` +
        "accounts of their own, or request a higher quota from AWS and raise POLICIES_PER_ROLE",
    );
  return policies.map(policyDocument);
}

const fits = (statements: readonly Statement[]): boolean => policyDocument(statements).length <= POLICY_MAX;

/** Splits a statement with many resources: smaller parts fill the policies better. */
function split(statement: Statement): Statement[] {
  const { Resource } = statement;
  if (Resource.length < 2 || policyDocument([statement]).length <= POLICY_MAX / 4) return [statement];
  const half = Math.ceil(Resource.length / 2);
  return [Resource.slice(0, half), Resource.slice(half)].flatMap((part) =>
    split({ ...statement, Resource: part }),
  );
}
