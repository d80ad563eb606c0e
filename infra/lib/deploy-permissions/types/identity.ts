import { physicalName } from "../../names";
import { global, named, onEach, type Conditions, type DeployPlace, type PermissionTable } from "../rule";

const role = global("iam", (name) => `role/${name}`);

/** Name of the permissions boundary of a stage: `sjc1990app-boundary-<stage>`. */
export function boundaryName(place: Pick<DeployPlace, "stage">): string {
  return physicalName("boundary", place);
}

/** Condition: the role has the boundary. Without it, a deployment could create a role with any permission. */
const bound = (place: DeployPlace): Conditions => ({
  StringEquals: {
    "iam:PermissionsBoundary": `arn:aws:iam::${place.accountId}:policy/${boundaryName(place)}`,
  },
});

/**
 * Roles and their inline policies. A deployment cannot attach managed policies, remove a boundary, or create users,
 * groups or managed policies.
 */
export const identityTypes: PermissionTable = {
  "aws:iam/role:Role": {
    name: named("name"),
    rules: [
      {
        read: [
          "iam:GetRole",
          "iam:ListAttachedRolePolicies",
          "iam:ListInstanceProfilesForRole",
          "iam:ListRolePolicies",
          "iam:ListRoleTags",
        ],
        write: [
          "iam:DeleteRole",
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateRole",
          "iam:UpdateRoleDescription",
        ],
        on: onEach(role),
      },
      {
        write: ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:UpdateAssumeRolePolicy"],
        on: onEach(role),
        when: bound,
      },
    ],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    name: named("role"),
    rules: [
      { read: ["iam:GetRolePolicy"], on: onEach(role) },
      { write: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"], on: onEach(role), when: bound },
    ],
  },
};

/** Lets a deployment pass the roles of the stage to the services that use them. */
export function passRole(
  names: readonly string[],
  services: readonly string[],
  place: DeployPlace,
): { actions: readonly string[]; on: readonly string[]; when: Conditions } {
  return {
    actions: ["iam:PassRole"],
    on: onEach(role)(names, place),
    when: { StringEquals: { "iam:PassedToService": [...services].sort() } },
  };
}
