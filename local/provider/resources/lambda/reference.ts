import type { Context } from "../resource";

/** Function name, and version or alias where one is named, of a function's name, partial ARN or ARN. */
export function functionRef(reference: string): { name: string; qualifier: string | undefined } {
  const parts = reference.split(":");
  const at = parts.lastIndexOf("function");
  const [name = "", qualifier] = at >= 0 ? parts.slice(at + 1) : parts;
  return { name, qualifier };
}

/** The program's reference to a function if it means the same function as the service's, else the service's. */
export function sameFunction(said: string | undefined, response: string): string {
  if (said === undefined) return response;
  const [a, b] = [functionRef(said), functionRef(response)];
  return a.name === b.name && a.qualifier === b.qualifier ? said : response;
}

/** The ARN of a function of this stack's account and region. */
export const functionArn = (
  name: string,
  { region, accountId }: Pick<Context, "region" | "accountId">,
): string => `arn:aws:lambda:${region}:${accountId}:function:${name}`;

/** The URI of a function, version or alias in an integration of API Gateway. */
export const invokeArn = (arn: string, { region }: Pick<Context, "region">): string =>
  `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
