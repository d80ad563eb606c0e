import {
  type AliasConfiguration,
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import type { Context, ResourceType, State, Values } from "../resource";
import { described, found, needed, object, replaced, text } from "../shared";
import { notFound } from "./errors";
import { functionRef, invokeArn, sameFunction } from "./reference";

/** `aws:lambda/alias:Alias`. Its id is its ARN; `function/alias` imports it. */
export const alias: ResourceType = {
  token: "aws:lambda/alias:Alias",
  properties: {
    name: { replace: true, autoname: true },
    functionName: replaced,
    functionVersion: { required: true },
    description: { default: "" },
    routingConfig: { of: { additionalVersionWeights: {} } },
  },
  identity: ["functionName", "name"],
  stable: ["arn", "invokeArn"],
  notFound,

  async create(inputs, context) {
    const lambda = context.clients.lambda();
    const FunctionName = needed(inputs, "functionName");
    const Name = needed(inputs, "name");
    return describe(
      await lambda.send(new CreateAliasCommand({ FunctionName, Name, ...settings(inputs) })),
      context,
      inputs,
    );
  },

  async read(id, context, last) {
    const lambda = context.clients.lambda();
    const response = await found(notFound, () => lambda.send(new GetAliasCommand(parse(id))));
    return response === undefined ? undefined : describe(response, context, last ?? {});
  },

  async update(id, _old, next, _changed, context) {
    const lambda = context.clients.lambda();
    return describe(
      await lambda.send(new UpdateAliasCommand({ ...parse(id), ...settings(next) })),
      context,
      next,
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.lambda().send(new DeleteAliasCommand(parse(id)));
  },

  async locate(inputs, { clients }) {
    const lambda = clients.lambda();
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

function describe(response: AliasConfiguration, context: Context, last: Values): State {
  const arn = response.AliasArn ?? "";
  const additionalVersionWeights = response.RoutingConfig?.AdditionalVersionWeights;
  return described(
    arn,
    {
      name: response.Name,
      functionName: sameFunction(text(last, "functionName"), functionRef(arn).name),
      functionVersion: response.FunctionVersion,
      description: response.Description,
      routingConfig: additionalVersionWeights === undefined ? undefined : { additionalVersionWeights },
    },
    { arn, invokeArn: invokeArn(arn, context) },
  );
}
