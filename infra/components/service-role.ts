import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { policyDocument, trustPolicy, type Statement } from "../lib/iam";
import { arns, physicalName } from "../lib/names";

/** What a {@link serviceRole} needs. */
export interface ServiceRoleArgs {
  /** Physical name. At most 64 characters. */
  name: string;
  /** What it is for, in one line. */
  description: string;
  /** The AWS service that takes the role, e.g. `lambda.amazonaws.com`. */
  service: string;
  /** All that it may do, as one policy of this name. */
  policyName: string;
  statements: readonly Statement[];
  /** The part of the platform that it belongs to; its tag `component`. */
  component: string;
  /** What the role was called in the program before, so that stacks with it go on with it. */
  formerName?: string;
  parent: pulumi.Resource;
}

/**
 * A role for an AWS service, `<name>-role`, with one policy of its own, `<name>-policy`, on which depends whatever uses
 * the role at once. Where the stage says so, it is also bound by the account's policy for roles of the stage, which no
 * deployment can change.
 */
export function serviceRole(
  name: string,
  { policyName, statements, service, component, formerName, parent, ...args }: ServiceRoleArgs,
): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
  const stage = currentStage();
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      ...args,
      assumeRolePolicy: trustPolicy(service),
      ...(stage.permissionsBoundary
        ? { permissionsBoundary: arns(stage).policy(physicalName("boundary", stage)) }
        : {}),
    },
    { parent, ...(formerName === undefined ? {} : { aliases: [{ name: formerName }] }) },
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { name: policyName, role: role.name, policy: policyDocument(statements) },
    { parent },
  );
  return { role, policy };
}
