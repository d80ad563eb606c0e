import { type Account, GetAccountCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import type { Context, ResourceType, State, Values } from "../resource";
import { described, text } from "../shared";
import { notFound } from "./errors";
import { patch } from "./patch";

/** There is one in each region of an account. */
const ID = "api-gateway-account";

/** `aws:apigateway/account:Account`. The settings always exist: deleting resets them. */
export const account: ResourceType = {
  token: "aws:apigateway/account:Account",
  properties: { cloudwatchRoleArn: {} },
  stable: ["apiKeyVersion", "features", "throttleSettings"],
  notFound,

  create: put,
  update: (_id, _old, next, _changed, context) => put(next, context),

  async read(_id, context) {
    const client = context.clients.apiGateway();
    return describe(await client.send(new GetAccountCommand({})));
  },

  async delete(_id, _inputs, context) {
    await put({}, context);
  },

  locate: () => Promise.resolve(ID),
};

async function put(inputs: Values, context: Context): Promise<State> {
  const client = context.clients.apiGateway();
  const patchOperations = patch({ cloudwatchRoleArn: text(inputs, "cloudwatchRoleArn") });
  return describe(await client.send(new UpdateAccountCommand({ patchOperations })));
}

function describe({ cloudwatchRoleArn, throttleSettings, features, apiKeyVersion }: Account): State {
  const { burstLimit = 0, rateLimit = 0 } = throttleSettings ?? {};
  return described(
    ID,
    { cloudwatchRoleArn },
    { throttleSettings: [{ burstLimit, rateLimit }], features, apiKeyVersion },
  );
}
