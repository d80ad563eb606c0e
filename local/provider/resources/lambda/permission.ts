import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import type { Context, ResourceType, State, Values } from "../resource";
import { described, finish, found, needed, replaced, text } from "../shared";
import { notFound } from "./errors";
import { functionRef, sameFunction } from "./reference";

interface Statement {
  Sid: string;
  Action: string;
  Principal: string | { Service?: string; AWS?: string };
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

/**
 * `aws:lambda/permission:Permission`. Its id is the statement id; `function/statement` and
 * `function:qualifier/statement` import it. Every change replaces it.
 */
export const permission: ResourceType = {
  token: "aws:lambda/permission:Permission",
  properties: {
    statementId: { replace: true, autoname: true },
    action: replaced,
    function: replaced,
    principal: replaced,
    qualifier: { replace: true },
    sourceArn: { replace: true },
    sourceAccount: { replace: true },
    principalOrgId: { replace: true },
    eventSourceToken: { replace: true },
    functionUrlAuthType: { replace: true },
  },
  stable: ["statementId"],
  identity: ["function", "statementId"],
  notFound,

  async create(inputs, context) {
    const lambda = context.clients.lambda();
    const id = needed(inputs, "statementId");
    await lambda.send(
      new AddPermissionCommand({
        ...target(inputs),
        StatementId: id,
        Action: needed(inputs, "action"),
        Principal: needed(inputs, "principal"),
        SourceArn: text(inputs, "sourceArn"),
        SourceAccount: text(inputs, "sourceAccount"),
        PrincipalOrgID: text(inputs, "principalOrgId"),
        EventSourceToken: text(inputs, "eventSourceToken"),
        FunctionUrlAuthType: text(inputs, "functionUrlAuthType") as "AWS_IAM" | undefined,
      }),
    );
    return finish(() => read(id, context, inputs));
  },

  read,

  update: () => Promise.reject(new Error("a permission is replaced, never changed")),

  async delete(id, inputs, { clients }) {
    const lambda = clients.lambda();
    await lambda.send(new RemovePermissionCommand({ ...target(inputs), StatementId: id }));
  },

  async locate(inputs, context) {
    return (await read(needed(inputs, "statementId"), context, inputs))?.id;
  },
};

function target(inputs: Values): { FunctionName: string; Qualifier: string | undefined } {
  const { name, qualifier } = functionRef(needed(inputs, "function"));
  return { FunctionName: name, Qualifier: text(inputs, "qualifier") ?? qualifier };
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const lambda = context.clients.lambda();
  const [imported = "", sid] = id.includes("/") ? id.split("/") : [undefined, id];
  const policy = await found(notFound, () =>
    lambda.send(new GetPolicyCommand(target(last ?? { function: imported }))),
  );
  const { Statement: statements } = JSON.parse(policy?.Policy ?? '{"Statement":[]}') as {
    Statement: Statement[];
  };
  const statement = statements.find(({ Sid }) => Sid === sid);
  if (statement === undefined) return undefined;
  const { Principal: principal, Resource: arn } = statement;
  const said = text(last ?? {}, "function");
  // Not if the qualifier is part of `function`.
  const isQualified = said !== undefined && functionRef(said).qualifier !== undefined;
  return described(
    statement.Sid,
    {
      statementId: statement.Sid,
      action: statement.Action,
      function: sameFunction(said, isQualified ? arn : functionRef(arn).name),
      principal: typeof principal === "string" ? principal : (principal.Service ?? principal.AWS),
      qualifier: isQualified ? undefined : functionRef(arn).qualifier,
      sourceArn: condition(statement, "AWS:SourceArn"),
      sourceAccount: condition(statement, "AWS:SourceAccount"),
      principalOrgId: condition(statement, "aws:PrincipalOrgID"),
      eventSourceToken: condition(statement, "lambda:EventSourceToken"),
      functionUrlAuthType: condition(statement, "lambda:FunctionUrlAuthType"),
    },
    {},
  );
}

function condition({ Condition: conditions }: Statement, key: string): string | undefined {
  return Object.values(conditions ?? {}).find((operands) => key in operands)?.[key];
}
