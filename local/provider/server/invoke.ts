import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { fileOf } from "../resources/registry";
import type { Context, Values } from "../resources/resource";

type InvokeContext = Pick<Context, "clients" | "region">;
type Invoke = (args: Values, context: InvokeContext) => Promise<Values> | Values;

/** The `get…` functions that the provider serves, by token. */
const functions: Record<string, Invoke> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_args, context) => callerIdentity(context),
  "aws:index/getRegion:getRegion": ({ region: asked }, context) => {
    const region = typeof asked === "string" ? asked : context.region;
    return {
      id: region,
      region,
      name: region,
      description: region === "us-east-1" ? "US East (N. Virginia)" : region,
      endpoint: `ec2.${region}.amazonaws.com`,
    };
  },
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
};

/** The caller's identity. */
export async function callerIdentity({ clients }: InvokeContext) {
  const identity = await clients.sts().send(new GetCallerIdentityCommand({}));
  const { Account: accountId = "", Arn: arn = "", UserId: userId = "" } = identity;
  return { id: accountId, accountId, arn, userId };
}

/**
 * Calls a provider function.
 * @throws when it is not served, naming where to add it.
 */
export async function invoke(token: string, args: Values, context: InvokeContext): Promise<Values> {
  const served = functions[token];
  if (served === undefined) {
    throw new Error(
      `the local cloud does not serve the function ${token} yet; add it to ${fileOf("aws:index:")}`,
    );
  }
  return served(args, context);
}
