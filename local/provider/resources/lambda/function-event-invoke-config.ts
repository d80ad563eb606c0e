import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import type { Context, ResourceType, State, Value, Values } from "../resource";
import { compact, described, finish, found, needed, number, object, replaced, text } from "../shared";
import { notFound } from "./errors";
import { functionRef } from "./reference";

/**
 * `aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig`. Its id is the function as the
 * program names it, with `:<qualifier>` where it gives one.
 */
export const functionEventInvokeConfig: ResourceType = {
  token: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  properties: {
    functionName: replaced,
    qualifier: { replace: true },
    maximumEventAgeInSeconds: { default: 21_600 },
    maximumRetryAttempts: { default: 2 },
    destinationConfig: {
      of: {
        onFailure: { of: { destination: { required: true } } },
        onSuccess: { of: { destination: { required: true } } },
      },
    },
  },
  identity: ["functionName", "qualifier"],
  stable: [],
  notFound,

  create: (inputs, context) => put(idOf(inputs), inputs, context),

  read,

  update: (id, _old, next, _changed, context) => put(id, next, context),

  async delete(id, _inputs, { clients }) {
    await clients.lambda().send(new DeleteFunctionEventInvokeConfigCommand(target(id)));
  },

  locate: async (inputs, context) => (await read(idOf(inputs), context, inputs))?.id,
};

function idOf(inputs: Values): string {
  const qualifier = text(inputs, "qualifier");
  return `${needed(inputs, "functionName")}${qualifier === undefined ? "" : `:${qualifier}`}`;
}

function target(id: string): { FunctionName: string; Qualifier: string | undefined } {
  const { name, qualifier } = functionRef(id);
  return { FunctionName: name, Qualifier: qualifier };
}

async function put(id: string, inputs: Values, context: Context): Promise<State> {
  const lambda = context.clients.lambda();
  const destinations = object(inputs, "destinationConfig");
  const destination = (name: string): Record<string, string> => {
    const arn = text(object(destinations, name), "destination");
    return arn === undefined ? {} : { Destination: arn };
  };
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      ...target(id),
      MaximumEventAgeInSeconds: number(inputs, "maximumEventAgeInSeconds") ?? 21_600,
      MaximumRetryAttempts: number(inputs, "maximumRetryAttempts") ?? 2,
      DestinationConfig: { OnSuccess: destination("onSuccess"), OnFailure: destination("onFailure") },
    }),
  );
  return finish(() => read(id, context, inputs));
}

async function read(id: string, { clients }: Context, last: Values | undefined): Promise<State | undefined> {
  const lambda = clients.lambda();
  const response = await found(notFound, () =>
    lambda.send(new GetFunctionEventInvokeConfigCommand(target(id))),
  );
  if (response === undefined) return undefined;
  const { name, qualifier } = functionRef(response.FunctionArn ?? "");
  const said = text(last ?? {}, "functionName") ?? name;
  const destination = (given: { Destination?: string | undefined } | undefined): Value | undefined =>
    given?.Destination === undefined ? undefined : { destination: given.Destination };
  return described(
    id,
    {
      functionName: functionRef(said).name === name ? said : name,
      // Not if the qualifier is part of `functionName`.
      qualifier: functionRef(said).qualifier === undefined ? qualifier : undefined,
      maximumEventAgeInSeconds: response.MaximumEventAgeInSeconds,
      maximumRetryAttempts: response.MaximumRetryAttempts,
      destinationConfig: compact({
        onFailure: destination(response.DestinationConfig?.OnFailure),
        onSuccess: destination(response.DestinationConfig?.OnSuccess),
      }),
    },
    {},
  );
}
