import {
  type APIGatewayClient,
  type Authorizer,
  type GatewayResponse,
  GetAuthorizersCommand,
  GetGatewayResponsesCommand,
  GetModelsCommand,
  GetRequestValidatorsCommand,
  GetResourcesCommand,
  type Integration,
  type Method,
  type Model,
  type RequestValidator,
  type Resource,
} from "@aws-sdk/client-api-gateway";
import type { ApiParts, IntegrationPart, MethodPart } from "./parts";

/** The existing parts of an API, with their ids. */
export interface LiveApi extends ApiParts {
  /** Resource id by path, the root's included. */
  resourceIds: Map<string, string>;
  /** By name. */
  validatorIds: Map<string, string>;
  /** By name. */
  authorizerIds: Map<string, string>;
}

/** The maximum page size, so that most APIs need one call for each kind of part. */
const PAGE = 500;

/** Reads all parts of an API. */
export async function readLiveApi(client: APIGatewayClient, restApiId: string): Promise<LiveApi> {
  const page = { restApiId, limit: PAGE };
  const [resources, authorizers, validators, models, { items: gatewayResponses = [] }] = await Promise.all([
    all((position) => client.send(new GetResourcesCommand({ ...page, position, embed: ["methods"] }))),
    all((position) => client.send(new GetAuthorizersCommand({ ...page, position }))),
    all((position) => client.send(new GetRequestValidatorsCommand({ ...page, position }))),
    all((position) => client.send(new GetModelsCommand({ ...page, position }))),
    client.send(new GetGatewayResponsesCommand(page)),
  ]);
  return {
    ...resourceParts(resources, nameById(authorizers), nameById(validators)),
    models: byName(models, modelPart),
    validators: byName(validators, validatorPart),
    authorizers: byName(authorizers, authorizerPart),
    gatewayResponses: Object.fromEntries(
      gatewayResponses
        .filter(({ defaultResponse }) => defaultResponse !== true)
        .map((response) => [String(response.responseType), gatewayResponsePart(response)]),
    ),
    resourceIds: new Map(resources.map(({ path = "", id = "" }) => [path, id])),
    validatorIds: new Map(validators.map(({ name = "", id = "" }) => [name, id])),
    authorizerIds: new Map(authorizers.map(({ name = "", id = "" }) => [name, id])),
  };
}

/** All items of a paginated list. */
export async function all<T>(
  get: (position: string | undefined) => Promise<{ items?: T[] | undefined; position?: string | undefined }>,
): Promise<T[]> {
  const items: T[] = [];
  let position: string | undefined;
  do {
    const answer = await get(position);
    items.push(...(answer.items ?? []));
    position = answer.position;
  } while (position !== undefined);
  return items;
}

const nameById = (named: { id?: string | undefined; name?: string | undefined }[]): Map<string, string> =>
  new Map(named.map(({ id = "", name = "" }) => [id, name]));

const byName = <T extends { name?: string | undefined }, P>(
  named: T[],
  part: (item: T) => P,
): Record<string, P> => Object.fromEntries(named.map((item) => [item.name ?? "", part(item)]));

function resourceParts(
  resources: Resource[],
  authorizers: Map<string, string>,
  validators: Map<string, string>,
): Pick<ApiParts, "paths" | "methods"> {
  const methods: ApiParts["methods"] = {};
  for (const { path = "", resourceMethods } of resources) {
    for (const [verb, method] of Object.entries(resourceMethods ?? {})) {
      methods[`${verb} ${path}`] = {
        ...methodPart(method),
        authorizer: authorizers.get(method.authorizerId ?? ""),
        validator: validators.get(method.requestValidatorId ?? ""),
      };
    }
  }
  const paths = resources.map(({ path = "" }) => path).filter((path) => path !== "/");
  return { paths, methods };
}

function methodPart(method: Method): MethodPart {
  return {
    authorizationType: method.authorizationType ?? "NONE",
    authorizationScopes: method.authorizationScopes ?? [],
    apiKeyRequired: String(method.apiKeyRequired) === "true",
    operationName: method.operationName,
    requestParameters: method.requestParameters ?? {},
    requestModels: method.requestModels ?? {},
    responses: Object.fromEntries(
      Object.entries(method.methodResponses ?? {}).map(([status, response]) => [
        status,
        {
          responseParameters: response.responseParameters ?? {},
          responseModels: response.responseModels ?? {},
        },
      ]),
    ),
    integration:
      method.methodIntegration === undefined ? undefined : integrationPart(method.methodIntegration),
  };
}

function integrationPart(integration: Integration): IntegrationPart {
  return {
    type: integration.type ?? "",
    httpMethod: integration.type === "MOCK" ? undefined : integration.httpMethod,
    uri: integration.uri,
    credentials: integration.credentials,
    connectionType: integration.connectionType ?? "INTERNET",
    requestParameters: integration.requestParameters ?? {},
    requestTemplates: integration.requestTemplates ?? {},
    passthroughBehavior: integration.passthroughBehavior ?? "WHEN_NO_MATCH",
    timeoutInMillis: integration.timeoutInMillis ?? 29_000,
    cacheKeyParameters: integration.cacheKeyParameters ?? [],
    contentHandling: integration.contentHandling,
    responses: Object.fromEntries(
      Object.entries(integration.integrationResponses ?? {}).map(([status, response]) => [
        status,
        {
          selectionPattern: response.selectionPattern,
          responseParameters: response.responseParameters ?? {},
          responseTemplates: response.responseTemplates ?? {},
          contentHandling: response.contentHandling,
        },
      ]),
    ),
  };
}

function modelPart({ contentType, description, schema = "" }: Model): ApiParts["models"][string] {
  let parsed: unknown = schema;
  try {
    parsed = JSON.parse(schema);
  } catch {
    // Not JSON: compared as text, and shown as different.
  }
  return { contentType: contentType ?? "application/json", description, schema: parsed };
}

function validatorPart(validator: RequestValidator): ApiParts["validators"][string] {
  return {
    validateRequestBody: validator.validateRequestBody ?? false,
    validateRequestParameters: validator.validateRequestParameters ?? false,
  };
}

function authorizerPart(authorizer: Authorizer): ApiParts["authorizers"][string] {
  const ttl = authorizer.authorizerResultTtlInSeconds;
  return {
    type: authorizer.type ?? "TOKEN",
    authType: authorizer.authType,
    authorizerUri: authorizer.authorizerUri,
    authorizerCredentials: authorizer.authorizerCredentials,
    identitySource: authorizer.identitySource,
    identityValidationExpression: authorizer.identityValidationExpression,
    authorizerResultTtlInSeconds: ttl ?? 300,
    providerARNs: authorizer.providerARNs ?? [],
  };
}

function gatewayResponsePart(response: GatewayResponse): ApiParts["gatewayResponses"][string] {
  return {
    statusCode: response.statusCode,
    responseParameters: response.responseParameters ?? {},
    responseTemplates: response.responseTemplates ?? {},
  };
}
