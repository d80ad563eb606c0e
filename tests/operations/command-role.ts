import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";

import { operationStatements, policyDocuments, type Operation } from "../../infra/lib/deploy-permissions";
import inventory from "../../infra/lib/deploy-permissions/registered.json";
import { deny, policyDocument, type Statement } from "../../infra/lib/iam";
import type { Stage } from "../../ops/stages/stage";
import { evaluable } from "../stages/account/emulator";
import { trust } from "../stages/account/forbidden";

/** A role with the permissions of one command, as far as the local cloud can evaluate them. */
export class CommandRole {
  private readonly iam: IAMClient;
  private readonly name: string;
  private documents = 0;

  private constructor(
    private readonly root: Stage,
    private readonly command: Operation,
  ) {
    this.iam = new IAMClient(root.aws);
    this.name = `sjc1990app-test-${command}`;
  }

  /** @param root the stage with credentials that may do everything. */
  static async create(root: Stage, command: Operation): Promise<CommandRole> {
    const role = new CommandRole(root, command);
    await role.iam.send(new CreateRoleCommand({ RoleName: role.name, AssumeRolePolicyDocument: trust }));
    return role;
  }

  /** The actions that the command is allowed. */
  static actions(command: Operation): string[] {
    return allowed(statementsOf(command)).sort();
  }

  /** Gives the role all permissions of the command. @param without an action that it does not get. */
  async grant(without?: string): Promise<void> {
    const statements = statementsOf(this.command).flatMap((statement) => {
      const Action = statement.Action.filter((action) => statement.Effect === "Deny" || action !== without);
      return Action.length === 0 ? [] : [{ ...statement, Action }];
    });
    const documents = policyDocuments(statements).map(evaluable);
    const nothing = policyDocument([deny("sts:AssumeRole", "*")]);
    while (documents.length < this.documents) documents.push(nothing);
    this.documents = documents.length;
    for (const [index, PolicyDocument] of documents.entries())
      await this.iam.send(
        new PutRolePolicyCommand({
          RoleName: this.name,
          PolicyName: `part-${String(index)}`,
          PolicyDocument,
        }),
      );
  }

  /** The stage with the credentials of the role. */
  async stage(): Promise<Stage> {
    const { Credentials } = await new STSClient(this.root.aws).send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${this.root.place.accountId}:role/${this.name}`,
        RoleSessionName: "test",
      }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return { ...this.root, aws: { ...this.root.aws, credentials } };
  }
}

function statementsOf(command: Operation): readonly Statement[] {
  // The settings that the permissions of commands depend on are the defaults of the stage local.
  const stage = {
    ...{ stage: "local", region: "us-east-1", accountId: "000000000000" },
    ...{ emailFrom: "no-reply@example.org", webFirewall: false },
  };
  return operationStatements([command], inventory, stage);
}

function allowed(statements: readonly Statement[]): string[] {
  return [...new Set(statements.flatMap(({ Effect, Action }) => (Effect === "Allow" ? Action : [])))];
}
