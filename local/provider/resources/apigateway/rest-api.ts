import {
  type APIGatewayClient,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  type RestApi,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import type { Context, ResourceType, State, Value, Values } from "../resource";
import { described, finish, flag, found, needed, object, record, strings, text } from "../shared";
import { notFound } from "./errors";
import { all, readLiveApi } from "./live";
import { partsOf, settingsOf } from "./openapi";
import { differences } from "./parts";
import { patch } from "./patch";
import { Reconciler } from "./reconcile";
import { readTags, setTags } from "./tags";
import { UserError } from "../../../../common/errors";

/** A key that marks a body as different from what is deployed. No program has it, so the next update repairs the API. */
const DRIFT_KEY = "x-drift";

/** Mistakes in a body for which API Gateway would reject it. */
function bodyMistakes(inputs: Values): string[] {
  const body = text(inputs, "body");
  if (body === undefined) return [];
  try {
    partsOf(body, "new");
    return [];
  } catch (error) {
    if (error instanceof UserError) return [`${error.message}. ${error.remedy}`];
    throw error;
  }
}

/** `aws:apigateway/restApi:RestApi`. Its id is that of the API. */
export const restApi: ResourceType = {
  token: "aws:apigateway/restApi:RestApi",
  properties: {
    name: { autoname: true },
    body: { json: true },
    description: { default: "" },
    apiKeySource: { default: "HEADER" },
    binaryMediaTypes: { set: true },
    minimumCompressionSize: {},
    policy: { json: true },
    disableExecuteApiEndpoint: { default: false },
    endpointConfiguration: { of: { types: { required: true, default: "EDGE" } } },
    failOnWarnings: { writeOnly: true },
    putRestApiMode: { writeOnly: true },
    tags: {},
  },
  stable: ["arn", "executionArn", "rootResourceId", "createdDate"],
  notFound,
  check: bodyMistakes,

  async create(inputs, context) {
    const client = context.clients.apiGateway();
    const body = text(inputs, "body");
    // A document that API Gateway would reject must fail before anything is created.
    if (body !== undefined) partsOf(body, "new");
    const { minimumCompressionSize, endpointConfiguration, apiKeySource, ...settings } = settingsFor(inputs);
    const { id = "" } = await client.send(
      new CreateRestApiCommand({
        ...settings,
        apiKeySource: apiKeySource as "HEADER",
        endpointConfiguration: { types: endpointConfiguration.types as "EDGE"[] },
        ...(minimumCompressionSize === undefined ? {} : { minimumCompressionSize }),
        tags: record(inputs, "tags"),
      }),
    );
    return finish(
      () => read(id, context, inputs),
      () => importBody(client, id, inputs, context),
    );
  },

  read,

  async update(id, _old, next, changed, context) {
    const client = context.clients.apiGateway();
    const body = text(next, "body");
    if (body !== undefined) partsOf(body, id);
    const patchOperations = patch({ ...settingsFor(next) });
    return finish(
      () => read(id, context, next),
      () => client.send(new UpdateRestApiCommand({ restApiId: id, patchOperations })),
      () =>
        changed.has("tags") ? setTags(client, restApiArn(id, context), record(next, "tags")) : undefined,
      () => importBody(client, id, next, context),
    );
  },

  async delete(id, _inputs, context) {
    const client = context.clients.apiGateway();
    await client.send(new DeleteRestApiCommand({ restApiId: id }));
  },

  /** Names are not unique, so the tags must be equal, too. */
  async locate(inputs, context) {
    const client = context.clients.apiGateway();
    const apis = await all((position) => client.send(new GetRestApisCommand({ limit: 500, position })));
    for (const { id = "", name } of apis) {
      if (name !== needed(inputs, "name")) continue;
      const tags = await readTags(client, restApiArn(id, context));
      if (Object.entries(record(inputs, "tags")).every(([key, value]) => tags[key] === value)) return id;
    }
    return undefined;
  },
};

async function importBody(
  client: APIGatewayClient,
  id: string,
  inputs: Values,
  context: Context,
): Promise<void> {
  const body = text(inputs, "body");
  if (body === undefined) return;
  const live = await readLiveApi(client, id);
  await new Reconciler(client, id, live, partsOf(body, id), isMerge(inputs), context.signal).run();
}

const isMerge = (inputs: Values): boolean => inputs["putRestApiMode"] === "merge";

interface Settings {
  name: string;
  description: string;
  apiKeySource: string;
  binaryMediaTypes: string[];
  minimumCompressionSize: number | undefined;
  policy: string | undefined;
  disableExecuteApiEndpoint: boolean;
  endpointConfiguration: { types: string[] };
}

/** Settings of the program, else of its document, else the service's defaults. */
function settingsFor(inputs: Values): Settings {
  const document = settingsOf(text(inputs, "body"));
  const types = strings(inputs, "binaryMediaTypes");
  const compression = Number(text(inputs, "minimumCompressionSize") ?? document.minimumCompressionSize ?? -1);
  return {
    name: needed(inputs, "name"),
    description: text(inputs, "description") ?? document.description ?? "",
    apiKeySource: text(inputs, "apiKeySource") ?? document.apiKeySource ?? "HEADER",
    binaryMediaTypes: types.length > 0 ? types : (document.binaryMediaTypes ?? []),
    minimumCompressionSize: compression < 0 ? undefined : compression,
    policy: text(inputs, "policy") ?? document.policy,
    disableExecuteApiEndpoint: flag(inputs, "disableExecuteApiEndpoint") ?? false,
    endpointConfiguration: { types: [text(object(inputs, "endpointConfiguration"), "types") ?? "EDGE"] },
  };
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const client = context.clients.apiGateway();
  const api = await found(notFound, () => client.send(new GetRestApiCommand({ restApiId: id })));
  if (api === undefined) return undefined;
  const arn = restApiArn(id, context);
  const [body, tags] = await Promise.all([toldBody(client, id, last), readTags(client, arn)]);
  return described(
    id,
    { ...toldSettings(api, last), body, tags, name: api.name },
    {
      arn,
      executionArn: executionArn(id, context),
      rootResourceId: api.rootResourceId,
      createdDate: api.createdDate?.toISOString(),
      // Settings of the document are outputs only.
      ...toldSettings(api, undefined),
    },
  );
}

/** The last body if all its parts exist, else the same with a list of the differences. */
async function toldBody(
  client: APIGatewayClient,
  id: string,
  last: Values | undefined,
): Promise<Value | undefined> {
  const body = text(last ?? {}, "body");
  if (body === undefined || last === undefined) return undefined;
  const document = JSON.parse(body) as Record<string, unknown>;
  if (DRIFT_KEY in document) delete document[DRIFT_KEY];
  const lines = differences(partsOf(body, id), await readLiveApi(client, id), isMerge(last));
  if (lines.length > 0) return JSON.stringify({ ...document, [DRIFT_KEY]: lines });
  return DRIFT_KEY in (JSON.parse(body) as object) ? JSON.stringify(document) : body;
}

/** Settings as inputs. A setting of the document is included only if the service has another value. */
function toldSettings(api: RestApi, last: Values | undefined): Record<string, Value | undefined> {
  const response: Record<string, Value | undefined> = {
    description: api.description,
    apiKeySource: api.apiKeySource,
    binaryMediaTypes: api.binaryMediaTypes,
    minimumCompressionSize:
      api.minimumCompressionSize === undefined ? undefined : String(api.minimumCompressionSize),
    policy: policyText(api.policy),
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    endpointConfiguration: { types: api.endpointConfiguration?.types?.[0] ?? "EDGE" },
  };
  if (last === undefined) return response;
  const document: Record<string, Value | undefined> = { ...settingsOf(text(last, "body")) };
  for (const [name, value] of Object.entries(response)) {
    const left = document[name];
    const isSame =
      name === "policy" ? samePolicy(left, value) : JSON.stringify(left) === JSON.stringify(value);
    if (last[name] === undefined && left !== undefined && isSame) delete response[name];
  }
  return response;
}

function samePolicy(a: Value | undefined, b: Value | undefined): boolean {
  return (
    typeof a === "string" &&
    typeof b === "string" &&
    JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b))
  );
}

/** The service returns a policy with escaped quotes, as inside a JSON string. */
function policyText(policy: string | undefined): string | undefined {
  return policy === undefined || policy === "" ? undefined : String(JSON.parse(`"${policy}"`));
}

/** The ARN of an API, for tags. */
export const restApiArn = (id: string, { region }: Context): string =>
  `arn:aws:apigateway:${region}::/restapis/${id}`;

/** The ARN of an API or one of its stages in permissions to call it. */
export const executionArn = (api: string, { region, accountId }: Context): string =>
  `arn:aws:execute-api:${region}:${accountId}:${api}`;
