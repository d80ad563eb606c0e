import {
  CreateBasePathMappingCommand,
  DeleteBasePathMappingCommand,
  GetBasePathMappingCommand,
} from "@aws-sdk/client-api-gateway";
import type { Context, ResourceType, State, Values } from "../resource";
import { described, finish, found, needed, replaced, required, text } from "../shared";
import { notFound } from "./errors";

/** API Gateway's name for an empty base path. */
const ROOT = "(none)";

/** `aws:apigateway/basePathMapping:BasePathMapping`. Its id is `<domain>/<path>`. */
export const basePathMapping: ResourceType = {
  token: "aws:apigateway/basePathMapping:BasePathMapping",
  properties: {
    domainName: replaced,
    restApi: required,
    stageName: { default: "" },
    basePath: { default: "" },
  },
  identity: ["domainName", "basePath"],
  stable: [],
  notFound,

  create: putMapping,
  read: readMapping,

  /** An update cannot change the id, so the resource keeps its first one when the path changes. */
  async update(id, old, next, changed, context) {
    if (changed.has("basePath")) await removeMapping(old, context);
    return { ...(await putMapping(next, context)), id };
  },

  delete: (_id, inputs, context) => removeMapping(inputs, context),

  async locate(inputs, context) {
    return (await readMapping("", context, inputs))?.id;
  },
};

async function putMapping(inputs: Values, context: Context): Promise<State> {
  const client = context.clients.apiGateway();
  await client.send(
    new CreateBasePathMappingCommand({
      domainName: needed(inputs, "domainName"),
      basePath: text(inputs, "basePath") || undefined,
      restApiId: needed(inputs, "restApi"),
      stage: text(inputs, "stageName"),
    }),
  );
  return finish(() => readMapping("", context, inputs));
}

async function removeMapping(inputs: Values, context: Context): Promise<void> {
  const client = context.clients.apiGateway();
  const basePath = text(inputs, "basePath") || ROOT;
  await client.send(new DeleteBasePathMappingCommand({ domainName: needed(inputs, "domainName"), basePath }));
}

async function readMapping(id: string, context: Context, last?: Values): Promise<State | undefined> {
  const client = context.clients.apiGateway();
  const [importedName = "", importedPath = ""] = id.split("/");
  const domainName = text(last ?? {}, "domainName") ?? importedName;
  const path = last === undefined ? importedPath : (text(last, "basePath") ?? "");
  const ask = new GetBasePathMappingCommand({ domainName, basePath: path || ROOT });
  const response = await found(notFound, () => client.send(ask));
  if (response === undefined) return undefined;
  return described(
    id || `${domainName}/${path}`,
    { domainName, basePath: path, restApi: response.restApiId, stageName: response.stage },
    {},
  );
}
