import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import {
  boundaryName,
  boundaryStatements,
  policyDocuments,
  type DeployedStage,
  type Inventory,
} from "../lib/deploy-permissions";
import { policyDocument, type Statement } from "../lib/iam";
import { policyArn, type AccountPlace } from "./names";

const HOST = "token.actions.githubusercontent.com";

/** Lets workflows of GitHub prove who they are, so that no key of AWS is kept there. */
export function trustGitHub(tags: Record<string, string>): aws.iam.OpenIdConnectProvider {
  // AWS knows GitHub's certificates itself: no thumbprint is asked for.
  return new aws.iam.OpenIdConnectProvider("github", {
    url: `https://${HOST}`,
    clientIdLists: ["sts.amazonaws.com"],
    tags,
  });
}

/** What a {@link WorkflowRole} needs. */
export interface WorkflowRoleArgs {
  /** Physical name; its policies are called after it. */
  roleName: string;
  description: string;
  account: AccountPlace;
  provider: aws.iam.OpenIdConnectProvider;
  /** Which workflows take it: what follows `repo:<owner>/<name>:` in the subject of their tokens, exactly. */
  subjects: readonly string[];
  repository: string;
  statements: readonly Statement[];
  tags: Record<string, string>;
}

/** A role that workflows of one repository take, for an hour at most. */
export class WorkflowRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;

  constructor(name: string, args: WorkflowRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:account:WorkflowRole", name, {}, opts);
    const { roleName, account, tags } = args;
    this.role = new aws.iam.Role(
      name,
      {
        name: roleName,
        description: args.description,
        assumeRolePolicy: trust(args),
        maxSessionDuration: 3600,
        tags,
      },
      { parent: this, dependsOn: [args.provider] },
    );
    for (const [index, document] of policyDocuments(args.statements).entries()) {
      const part = String(index + 1);
      const policy = new aws.iam.Policy(
        `${name}-${part}`,
        { name: `${roleName}-${part}`, policy: document, tags },
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

function trust({ account, repository, subjects }: WorkflowRoleArgs): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: `arn:aws:iam::${account.accountId}:oidc-provider/${HOST}` },
        Condition: {
          StringEquals: {
            [`${HOST}:aud`]: "sts.amazonaws.com",
            [`${HOST}:sub`]: subjects.map((subject) => `repo:${repository}:${subject}`),
          },
        },
      },
    ],
  });
}

/** What roles of a stage may do at most: the policy without which a deployment can make none. */
export function boundary(
  inventory: Inventory,
  stage: DeployedStage,
  tags: Record<string, string>,
): aws.iam.Policy {
  return new aws.iam.Policy(`boundary-${stage.stage}`, {
    name: boundaryName(stage),
    description: `What roles of ${stage.stage} may do at most`,
    policy: policyDocument(boundaryStatements(inventory.roleActions, stage)),
    tags,
  });
}
