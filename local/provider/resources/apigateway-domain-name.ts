import {
  CreateBasePathMappingCommand,
  CreateDomainNameCommand,
  DeleteBasePathMappingCommand,
  DeleteDomainNameCommand,
  GetBasePathMappingCommand,
  GetBasePathMappingsCommand,
  GetDomainNameCommand,
  type APIGatewayClient,
  type CreateDomainNameRequest,
} from "@aws-sdk/client-api-gateway";
import type { Context, State, Values } from "../resource";
import { notFound } from "./apigateway";
import { readTags, setTags } from "./apigateway-tags";
import { described, type Operations } from "./lambda-operations";
import { finish, found, needed, object, record, text } from "./shared";

/** The operations of `aws:apigateway/domainName:DomainName`. Its id is the name. */
export const domainNameOperations: Operations = {
  async create(inputs, context) {
    const client = await context.clients.apiGateway();
    const domainName = needed(inputs, "domainName");
    await client.send(new CreateDomainNameCommand(requestOf(inputs)));
    return finish(
      () => read(domainName, context),
      () => setTags(client, arnOf(domainName, context), record(inputs, "tags")),
    );
  },

  read,

  /** The emulator cannot change one, but makes it again, and forgets what it leads to. */
  async update(id, _old, next, changed, context) {
    const client = await context.clients.apiGateway();
    const remade = [...changed].some((name) => name !== "tags");
    return finish(
      () => read(id, context),
      () => (remade ? remake(client, id, next) : undefined),
      () => setTags(client, arnOf(id, context), record(next, "tags")),
    );
  },

  async delete(id, _inputs, context) {
    const client = await context.clients.apiGateway();
    // The emulator would give these tags to the next one of that name.
    await setTags(client, arnOf(id, context), {});
    await client.send(new DeleteDomainNameCommand({ domainName: id }));
  },

  async locate(inputs, context) {
    return (await read(needed(inputs, "domainName"), context))?.id;
  },
};

async function remake(client: APIGatewayClient, domainName: string, next: Values): Promise<void> {
  const { items = [] } = await client.send(new GetBasePathMappingsCommand({ domainName, limit: 500 }));
  await client.send(new CreateDomainNameCommand(requestOf(next)));
  for (const { basePath, restApiId, stage } of items) {
    await client.send(new CreateBasePathMappingCommand({ domainName, basePath, restApiId, stage }));
  }
}

const arnOf = (domainName: string, { region }: Context): string =>
  `arn:aws:apigateway:${region}::/domainnames/${domainName}`;

function requestOf(inputs: Values): CreateDomainNameRequest {
  const types = text(object(inputs, "endpointConfiguration"), "types");
  return {
    domainName: needed(inputs, "domainName"),
    certificateArn: text(inputs, "certificateArn"),
    regionalCertificateArn: text(inputs, "regionalCertificateArn"),
    endpointConfiguration: types === undefined ? undefined : { types: [types as "REGIONAL"] },
    securityPolicy: text(inputs, "securityPolicy") as "TLS_1_2" | undefined,
  };
}

async function read(id: string, context: Context): Promise<State | undefined> {
  const client = await context.clients.apiGateway();
  const told = await found(notFound, () => client.send(new GetDomainNameCommand({ domainName: id })));
  if (told === undefined) return undefined;
  const [types] = told.endpointConfiguration?.types ?? [];
  const arn = arnOf(id, context);
  return described(
    id,
    {
      domainName: told.domainName,
      certificateArn: told.certificateArn,
      regionalCertificateArn: told.regionalCertificateArn,
      endpointConfiguration: types === undefined ? undefined : { types },
      securityPolicy: told.securityPolicy,
      tags: await readTags(client, arn),
    },
    {
      arn,
      cloudfrontDomainName: told.distributionDomainName,
      cloudfrontZoneId: told.distributionHostedZoneId,
      regionalDomainName: told.regionalDomainName,
      regionalZoneId: told.regionalHostedZoneId,
    },
  );
}

/** How API Gateway calls the path of a mapping that has none. */
const ROOT = "(none)";

/** The operations of `aws:apigateway/basePathMapping:BasePathMapping`. Its id is `<domain>/<path>`. */
export const basePathMappingOperations: Operations = {
  create: putMapping,
  read: readMapping,

  /** Another path makes another id, of which an update cannot tell the engine: the resource keeps its first one. */
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
  const client = await context.clients.apiGateway();
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
  const client = await context.clients.apiGateway();
  const basePath = text(inputs, "basePath") || ROOT;
  await client.send(new DeleteBasePathMappingCommand({ domainName: needed(inputs, "domainName"), basePath }));
}

async function readMapping(id: string, context: Context, last?: Values): Promise<State | undefined> {
  const client = await context.clients.apiGateway();
  const [importedName = "", importedPath = ""] = id.split("/");
  const domainName = text(last ?? {}, "domainName") ?? importedName;
  const path = last === undefined ? importedPath : (text(last, "basePath") ?? "");
  const ask = new GetBasePathMappingCommand({ domainName, basePath: path || ROOT });
  const told = await found(notFound, () => client.send(ask));
  if (told === undefined) return undefined;
  return described(
    id || `${domainName}/${path}`,
    { domainName, basePath: path, restApi: told.restApiId, stageName: told.stage },
    {},
  );
}
