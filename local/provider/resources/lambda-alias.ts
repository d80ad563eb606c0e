import {
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  UpdateAliasCommand,
  type AliasConfiguration,
} from "@aws-sdk/client-lambda";
import type { Context, State, Values } from "../resource";
import { notFound } from "./lambda";
import { described, type Operations } from "./lambda-operations";
import { functionRef, invokeArn, sameFunction } from "./lambda-ref";
import { found, needed, object, text } from "./shared";

/** The operations of `aws:lambda/alias:Alias`. Its id is its ARN; `function/alias` imports it. */
export const aliasOperations: Operations = {
  async create(inputs, context) {
    const lambda = await context.clients.lambda();
    const FunctionName = needed(inputs, "functionName");
    const Name = needed(inputs, "name");
    return describe(
      await lambda.send(new CreateAliasCommand({ FunctionName, Name, ...settings(inputs) })),
      context,
      inputs,
    );
  },

  async read(id, context, last) {
    const lambda = await context.clients.lambda();
    const told = await found(notFound, () => lambda.send(new GetAliasCommand(parse(id))));
    return told === undefined ? undefined : describe(told, context, last ?? {});
  },

  async update(id, _old, next, _changed, context) {
    const lambda = await context.clients.lambda();
    return describe(
      await lambda.send(new UpdateAliasCommand({ ...parse(id), ...settings(next) })),
      context,
      next,
    );
  },

  async delete(id, _inputs, { clients }) {
    await (await clients.lambda()).send(new DeleteAliasCommand(parse(id)));
  },

  async locate(inputs, { clients }) {
    const lambda = await clients.lambda();
    const target = { FunctionName: needed(inputs, "functionName"), Name: needed(inputs, "name") };
    return (await found(notFound, () => lambda.send(new GetAliasCommand(target))))?.AliasArn;
  },
};

function parse(id: string): { FunctionName: string; Name: string } {
  const { name, qualifier } = functionRef(id.startsWith("arn:") ? id : id.replace("/", ":"));
  return { FunctionName: name, Name: qualifier ?? "" };
}

function settings(inputs: Values): {
  FunctionVersion: string;
  Description: string;
  RoutingConfig: { AdditionalVersionWeights: Record<string, number> };
} {
  const weights = Object.entries(object(object(inputs, "routingConfig"), "additionalVersionWeights"));
  return {
    FunctionVersion: needed(inputs, "functionVersion"),
    Description: text(inputs, "description") ?? "",
    RoutingConfig: {
      AdditionalVersionWeights: Object.fromEntries(
        weights.map(([version, weight]) => [version, Number(weight)]),
      ),
    },
  };
}

function describe(told: AliasConfiguration, context: Context, last: Values): State {
  const arn = told.AliasArn ?? "";
  const additionalVersionWeights = told.RoutingConfig?.AdditionalVersionWeights;
  return described(
    arn,
    {
      name: told.Name,
      functionName: sameFunction(text(last, "functionName"), functionRef(arn).name),
      functionVersion: told.FunctionVersion,
      description: told.Description,
      routingConfig: additionalVersionWeights === undefined ? undefined : { additionalVersionWeights },
    },
    { arn, invokeArn: invokeArn(arn, context) },
  );
}
