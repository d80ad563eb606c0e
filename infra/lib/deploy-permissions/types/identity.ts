import { physicalName } from "../../names";
import { global, named, onEach, type Conditions, type DeployPlace, type PermissionTable } from "../rule";

const role = global("iam", (name) => `role/${name}`);

/** The policy that bounds what roles of a stage may do at most: `sjc1990app-boundary-<stage>`. */
export function boundaryName(place: Pick<DeployPlace, "stage">): string {
  return physicalName("boundary", place);
}

/** Whoever makes a role that is not bound, or gives permissions to one, gives itself what it likes. */
const bound = (place: DeployPlace): Conditions => ({
  StringEquals: {
    "iam:PermissionsBoundary": `arn:aws:iam::${place.accountId}:policy/${boundaryName(place)}`,
  },
});

/**
 * Roles and what they may. There is no way to attach a policy of AWS, to take a boundary away, or to make a user, a
 * group or a policy.
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

/** Roles of the stage may be handed to the services that are to use them, and to no others. */
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
