import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { policyDocument, trustPolicy, type Statement } from "../lib/iam";
import { arns, physicalName } from "../lib/names";
import { movedFrom } from "./moved";

/** Arguments of a {@link ServiceRole}. */
export interface ServiceRoleArgs {
  /** Physical name, at most 64 characters. */
  roleName: string;
  /** Shown in the console. */
  description: string;
  /** The AWS service that assumes the role, e.g. `lambda.amazonaws.com`. */
  service: string;
  /** Statements of the inline policy. */
  statements: readonly Statement[];
}

/**
 * An IAM role of an AWS service, with one inline policy. In stages with `permissionsBoundary`, the role also has the
 * boundary of the account project, which deployments cannot change.
 *
 * A changed policy is a new one with a name of its own: Pulumi creates it before the resources that depend on it, and
 * deletes the former at the end. Until then the role has both, for the version that still runs and for the next one.
 */
export class ServiceRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;
  /** The inline policy. A resource that uses the role on creation depends on it. */
  readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: ServiceRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:security:ServiceRole", name, {}, opts);
    const stage = currentStage();
    const child = movedFrom(opts?.parent, this);
    this.role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.roleName,
        description: args.description,
        assumeRolePolicy: trustPolicy(args.service, stage),
        ...(stage.permissionsBoundary
          ? { permissionsBoundary: arns(stage).policy(physicalName("boundary", stage)) }
          : {}),
      },
      child,
    );
    this.policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: this.role.name, policy: policyDocument(args.statements) },
      { ...child, replaceOnChanges: ["policy"] },
    );
    this.registerOutputs({ arn: this.role.arn });
  }
}
