import { ListRolePoliciesCommand, type IAMClient } from "@aws-sdk/client-iam";

/** The only inline policy of a role, whose name Pulumi generates. */
export async function rolePolicy(
  iam: IAMClient,
  RoleName: string,
): Promise<{ RoleName: string; PolicyName: string }> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const [PolicyName] = PolicyNames;
  if (PolicyName === undefined || PolicyNames.length > 1)
    throw new Error(`the role ${RoleName} has ${String(PolicyNames.length)} inline policies`);
  return { RoleName, PolicyName };
}
