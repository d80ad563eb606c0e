import { policyDocument, type Statement } from "../iam";

/** Characters of a managed policy, white space aside: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const POLICY_MAX = 6_144;

/** Managed policies that a role may have, where AWS was not asked for more. */
export const POLICIES_PER_ROLE = 10;

/**
 * Documents of managed policies that hold the statements together: each goes into the first that has room for it.
 * @throws Error when there are more than a role may have.
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
      `a role would need ${String(policies.length)} policies and may have ${String(POLICIES_PER_ROLE)}: give stages ` +
        "accounts of their own, or ask AWS for more policies a role and raise POLICIES_PER_ROLE",
    );
  return policies.map(policyDocument);
}

const fits = (statements: readonly Statement[]): boolean => policyDocument(statements).length <= POLICY_MAX;

/** A statement on many resources as several: small parts fill the policies better. */
function split(statement: Statement): Statement[] {
  const { Resource } = statement;
  if (Resource.length < 2 || policyDocument([statement]).length <= POLICY_MAX / 4) return [statement];
  const half = Math.ceil(Resource.length / 2);
  return [Resource.slice(0, half), Resource.slice(half)].flatMap((part) =>
    split({ ...statement, Resource: part }),
  );
}
