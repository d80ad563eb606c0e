import {
  type APIGatewayClient,
  ConflictException,
  CreateStageCommand,
  DeleteStageCommand,
  GetStageCommand,
  type PatchOperation,
  type Stage,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import type { Context, ResourceType, State, Values } from "../resource";
import { described, finish, found, needed, record, replaced, required, text } from "../shared";
import { notFound } from "./errors";
import { executionArn, restApiArn } from "./rest-api";
import { readTags, setTags } from "./tags";

/** `aws:apigateway/stage:Stage`. Its id is `ags-<api>-<stage>`; `api/stage` imports it. */
export const stage: ResourceType = {
  token: "aws:apigateway/stage:Stage",
  properties: {
    restApi: replaced,
    stageName: replaced,
    deployment: required,
    description: { default: "" },
    variables: {},
    accessLogSettings: { of: { destinationArn: required, format: required } },
    xrayTracingEnabled: { default: false },
    cacheClusterEnabled: { default: false },
    cacheClusterSize: {},
    documentationVersion: {},
    tags: {},
  },
  identity: ["restApi", "stageName"],
  stable: ["arn", "executionArn", "invokeUrl", "webAclArn"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.apiGateway();
    const target = targetOf(inputs);
    const id = idOf(target);
    // AWS rejects a second stage of that name; the emulator would overwrite the first.
    if ((await getStage(client, target)) !== undefined) {
      throw new ConflictException({ message: "Stage already exists", $metadata: {} });
    }
    await client.send(
      new CreateStageCommand({
        ...target,
        deploymentId: needed(inputs, "deployment"),
        description: text(inputs, "description") ?? "",
        variables: record(inputs, "variables"),
        tracingEnabled: inputs["xrayTracingEnabled"] === true,
        cacheClusterEnabled: inputs["cacheClusterEnabled"] === true,
        cacheClusterSize: text(inputs, "cacheClusterSize") as "0.5" | undefined,
        documentationVersion: text(inputs, "documentationVersion"),
      }),
    );
    const patchOperations = accessLogOperations(inputs);
    return finish(
      () => read(id, context, inputs),
      () =>
        patchOperations.length > 0
          ? client.send(new UpdateStageCommand({ ...target, patchOperations }))
          : undefined,
      () => setTags(client, stageArn(target, context), record(inputs, "tags")),
    );
  },

  read,

  async update(id, old, next, changed, context) {
    const client = context.clients.apiGateway();
    const target = targetOf(next);
    const patchOperations = [...changed].flatMap((property) => stageOperationsFor(property, old, next));
    return finish(
      () => read(id, context, next),
      () =>
        patchOperations.length > 0
          ? client.send(new UpdateStageCommand({ ...target, patchOperations }))
          : undefined,
      () =>
        changed.has("tags") ? setTags(client, stageArn(target, context), record(next, "tags")) : undefined,
    );
  },

  async delete(_id, inputs, context) {
    const client = context.clients.apiGateway();
    const target = targetOf(inputs);
    // The emulator would give these tags to the next stage of that name.
    await setTags(client, stageArn(target, context), {});
    await client.send(new DeleteStageCommand(target));
  },

  async locate(inputs, context) {
    return (await read("", context, inputs))?.id;
  },
};

/** Identifies a stage in a request. */
export interface StageTarget {
  restApiId: string;
  stageName: string;
}

/** The stage that the properties name. */
export const targetOf = (inputs: Values): StageTarget => ({
  restApiId: needed(inputs, "restApi"),
  stageName: needed(inputs, "stageName"),
});

/** The stage, or `undefined` if it or its API does not exist. */
export const getStage = (client: APIGatewayClient, target: StageTarget): Promise<Stage | undefined> =>
  found(notFound, () => client.send(new GetStageCommand(target)));

const idOf = ({ restApiId, stageName }: StageTarget): string => `ags-${restApiId}-${stageName}`;

const stageArn = ({ restApiId, stageName }: StageTarget, context: Context): string =>
  `${restApiArn(restApiId, context)}/stages/${stageName}`;

function accessLogOperations(inputs: Values): PatchOperation[] {
  const { destinationArn, format } = record(inputs, "accessLogSettings");
  if (destinationArn === undefined) return [];
  return [
    { op: "replace", path: "/accessLogSettings/destinationArn", value: destinationArn },
    { op: "replace", path: "/accessLogSettings/format", value: format },
  ];
}

function stageOperationsFor(property: string, old: Values, next: Values): PatchOperation[] {
  const set = (path: string, value: string): PatchOperation => ({ op: "replace", path: `/${path}`, value });
  const remove = (path: string): PatchOperation => ({ op: "remove", path: `/${path}` });
  switch (property) {
    case "deployment":
      return [set("deploymentId", needed(next, "deployment"))];
    case "description":
      return [set("description", text(next, "description") ?? "")];
    case "xrayTracingEnabled":
      return [set("tracingEnabled", String(next[property] === true))];
    case "cacheClusterEnabled":
      return [set("cacheClusterEnabled", String(next[property] === true))];
    case "cacheClusterSize":
    case "documentationVersion": {
      const value = text(next, property);
      return [value === undefined ? remove(property) : set(property, value)];
    }
    case "variables": {
      const [before, after] = [record(old, "variables"), record(next, "variables")];
      const gone = Object.keys(before).filter((key) => !(key in after));
      return [
        ...gone.map((key) => remove(`variables/${key}`)),
        ...Object.entries(after).map(([key, value]) => set(`variables/${key}`, value)),
      ];
    }
    case "accessLogSettings": {
      const operations = accessLogOperations(next);
      return operations.length > 0 ? operations : [remove("accessLogSettings")];
    }
    default:
      return [];
  }
}

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const client = context.clients.apiGateway();
  const [importedApi = "", importedStage = ""] = id.split("/");
  const target = last === undefined ? { restApiId: importedApi, stageName: importedStage } : targetOf(last);
  const stage = await getStage(client, target);
  if (stage === undefined) return undefined;
  const { restApiId, stageName } = target;
  const arn = stageArn(target, context);
  const { destinationArn, format = "" } = stage.accessLogSettings ?? {};
  return described(
    idOf(target),
    {
      restApi: restApiId,
      stageName,
      deployment: stage.deploymentId,
      description: stage.description,
      variables: stage.variables,
      accessLogSettings: destinationArn === undefined ? undefined : { destinationArn, format },
      xrayTracingEnabled: stage.tracingEnabled,
      cacheClusterEnabled: stage.cacheClusterEnabled,
      cacheClusterSize: stage.cacheClusterSize,
      documentationVersion: stage.documentationVersion,
      tags: await readTags(client, arn),
    },
    {
      arn,
      executionArn: `${executionArn(restApiId, context)}/${stageName}`,
      invokeUrl: await invokeUrl(client, target, context),
      webAclArn: stage.webAclArn ?? "",
    },
  );
}

/** The stage's URL, under the emulator's endpoint. */
async function invokeUrl(
  client: APIGatewayClient,
  { restApiId, stageName }: StageTarget,
  { region }: Context,
): Promise<string> {
  const endpoint = await client.config.endpoint?.();
  if (endpoint === undefined) return `https://${restApiId}.execute-api.${region}.amazonaws.com/${stageName}`;
  const port = endpoint.port === undefined ? "" : `:${endpoint.port}`;
  return `${endpoint.protocol}//${endpoint.hostname}${port}/_aws/execute-api/${restApiId}/${stageName}`;
}
