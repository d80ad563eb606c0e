import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { policyDocuments } from "../lib/deploy-permissions";
import type { Statement } from "../lib/iam";
import { policyArn, type AccountPlace } from "./names";

/** Issuer of the tokens by which GitHub workflows authenticate. */
export const GITHUB_TOKENS = "token.actions.githubusercontent.com";

/** Arguments of {@link WorkflowRole}. */
export interface WorkflowRoleArgs {
  /** Physical name of the role, and prefix of the names of its policies. */
  roleName: string;
  /** Shown in the console. */
  description: string;
  account: AccountPlace;
  provider: aws.iam.OpenIdConnectProvider;
  /** The `<owner>/<name>` whose workflows may assume the role. */
  repository: string;
  /** Which of its workflows: the token subjects after `repo:<owner>/<name>:`. Wildcards are not expanded. */
  subjects: readonly string[];
  statements: readonly Statement[];
}

/** An IAM role that GitHub workflows assume by OIDC, for at most an hour. */
export class WorkflowRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;

  constructor(name: string, args: WorkflowRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:account:WorkflowRole", name, {}, opts);
    const { roleName, account } = args;
    this.role = new aws.iam.Role(
      name,
      {
        name: roleName,
        description: args.description,
        assumeRolePolicy: trustPolicy(args),
        maxSessionDuration: 3600,
      },
      { parent: this, dependsOn: [args.provider] },
    );
    for (const [index, document] of policyDocuments(args.statements).entries()) {
      const part = String(index + 1);
      const policy = new aws.iam.Policy(
        `${name}-${part}`,
        { name: `${roleName}-${part}`, policy: document },
        { parent: this },
      );
      new aws.iam.RolePolicyAttachment(
        `${name}-${part}`,
        { role: this.role.name, policyArn: policyArn(`${roleName}-${part}`, account) },
        { parent: this, dependsOn: [policy] },
      );
    }
    this.registerOutputs({ arn: this.role.arn });
  }
}

function trustPolicy({ account, repository, subjects }: WorkflowRoleArgs): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: `arn:aws:iam::${account.accountId}:oidc-provider/${GITHUB_TOKENS}` },
        Condition: {
          StringEquals: {
            [`${GITHUB_TOKENS}:aud`]: "sts.amazonaws.com",
            [`${GITHUB_TOKENS}:sub`]: subjects.map((subject) => `repo:${repository}:${subject}`),
          },
        },
      },
    ],
  });
}
