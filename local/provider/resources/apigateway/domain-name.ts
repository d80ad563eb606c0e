import {
  type APIGatewayClient,
  CreateBasePathMappingCommand,
  CreateDomainNameCommand,
  type CreateDomainNameRequest,
  DeleteDomainNameCommand,
  GetBasePathMappingsCommand,
  GetDomainNameCommand,
} from "@aws-sdk/client-api-gateway";
import type { Context, ResourceType, State, Values } from "../resource";
import { described, finish, found, needed, object, record, replaced, required, text } from "../shared";
import { notFound } from "./errors";
import { readTags, setTags } from "./tags";

/** `aws:apigateway/domainName:DomainName`. Its id is the name. */
export const domainName: ResourceType = {
  token: "aws:apigateway/domainName:DomainName",
  properties: {
    domainName: replaced,
    certificateArn: {},
    regionalCertificateArn: {},
    endpointConfiguration: { default: { types: "REGIONAL" }, of: { types: required } },
    securityPolicy: { default: "TLS_1_2" },
    tags: {},
  },
  identity: ["domainName"],
  stable: ["arn", "cloudfrontDomainName", "cloudfrontZoneId", "regionalDomainName", "regionalZoneId"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.apiGateway();
    const domainName = needed(inputs, "domainName");
    await client.send(new CreateDomainNameCommand(requestOf(inputs)));
    return finish(
      () => read(domainName, context),
      () => setTags(client, arnOf(domainName, context), record(inputs, "tags")),
    );
  },

  read,

  /** The emulator cannot update one: it is created again, with its mappings. */
  async update(id, _old, next, changed, context) {
    const client = context.clients.apiGateway();
    const remade = [...changed].some((name) => name !== "tags");
    return finish(
      () => read(id, context),
      () => (remade ? remake(client, id, next) : undefined),
      () => setTags(client, arnOf(id, context), record(next, "tags")),
    );
  },

  async delete(id, _inputs, context) {
    const client = context.clients.apiGateway();
    // The emulator would give these tags to the next domain of that name.
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
  const client = context.clients.apiGateway();
  const response = await found(notFound, () => client.send(new GetDomainNameCommand({ domainName: id })));
  if (response === undefined) return undefined;
  const [types] = response.endpointConfiguration?.types ?? [];
  const arn = arnOf(id, context);
  return described(
    id,
    {
      domainName: response.domainName,
      certificateArn: response.certificateArn,
      regionalCertificateArn: response.regionalCertificateArn,
      endpointConfiguration: types === undefined ? undefined : { types },
      securityPolicy: response.securityPolicy,
      tags: await readTags(client, arn),
    },
    {
      arn,
      cloudfrontDomainName: response.distributionDomainName,
      cloudfrontZoneId: response.distributionHostedZoneId,
      regionalDomainName: response.regionalDomainName,
      regionalZoneId: response.regionalHostedZoneId,
    },
  );
}
