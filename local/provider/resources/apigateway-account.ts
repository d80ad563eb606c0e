import { type Account, GetAccountCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import type { Context, State, Values } from "../resource";
import { patch } from "./apigateway-patch";
import { described, type Operations } from "./lambda-operations";
import { text } from "./shared";

/** There is one in each region of an account. */
const ID = "api-gateway-account";

/** The operations of `aws:apigateway/account:Account`: settings that are always there, so that deleting resets them. */
export const accountOperations: Operations = {
  create: put,
  update: (_id, _old, next, _changed, context) => put(next, context),

  async read(_id, context) {
    const client = await context.clients.apiGateway();
    return describe(await client.send(new GetAccountCommand({})));
  },

  async delete(_id, _inputs, context) {
    await put({}, context);
  },

  locate: () => Promise.resolve(ID),
};

async function put(inputs: Values, context: Context): Promise<State> {
  const client = await context.clients.apiGateway();
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
