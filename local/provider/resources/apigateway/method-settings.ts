import { type MethodSetting, type PatchOperation, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import type { Context, ResourceType, State, Value, Values } from "../resource";
import { described, found, needed, object, replaced } from "../shared";
import { notFound } from "./errors";
import { getStage, type StageTarget, targetOf } from "./stage";

/** The patch path of each setting. */
const settingPaths = {
  metricsEnabled: "metrics/enabled",
  loggingLevel: "logging/loglevel",
  dataTraceEnabled: "logging/dataTrace",
  throttlingBurstLimit: "throttling/burstLimit",
  throttlingRateLimit: "throttling/rateLimit",
  cachingEnabled: "caching/enabled",
  cacheTtlInSeconds: "caching/ttlInSeconds",
  cacheDataEncrypted: "caching/dataEncrypted",
  requireAuthorizationForCacheControl: "caching/requireAuthorizationForCacheControl",
  unauthorizedCacheControlHeaderStrategy: "caching/unauthorizedCacheControlHeaderStrategy",
} as const;

/** The account's limits, which the emulator reports for a method without its own. They mean no limit. */
const accountLimits: Partial<Record<keyof typeof settingPaths, number>> = {
  throttlingBurstLimit: 5_000,
  throttlingRateLimit: 10_000,
};

/** `aws:apigateway/methodSettings:MethodSettings`. Its id is `<api>-<stage>-<method path>`. */
export const methodSettings: ResourceType = {
  token: "aws:apigateway/methodSettings:MethodSettings",
  properties: {
    restApi: replaced,
    stageName: replaced,
    methodPath: replaced,
    settings: {
      required: true,
      of: {
        metricsEnabled: { default: false },
        loggingLevel: { default: "OFF" },
        dataTraceEnabled: { default: false },
        throttlingBurstLimit: { default: -1 },
        throttlingRateLimit: { default: -1 },
        cachingEnabled: { default: false },
        cacheTtlInSeconds: { default: 300 },
        cacheDataEncrypted: { default: false },
        requireAuthorizationForCacheControl: { default: true },
        unauthorizedCacheControlHeaderStrategy: { default: "SUCCEED_WITH_RESPONSE_HEADER" },
      },
    },
  },
  identity: ["restApi", "stageName", "methodPath"],
  stable: [],
  notFound,

  create: (inputs, context) => put(inputs, context),

  async read(id, context, last) {
    const client = context.clients.apiGateway();
    const { target, methodPath } = parse(id, last);
    const stage = await getStage(client, target);
    const settings = stage?.methodSettings?.[keyOf(methodPath)];
    return settings === undefined ? undefined : describe(target, methodPath, settings, last);
  },

  update: (_id, _old, next, _changed, context) => put(next, context),

  async delete(_id, inputs, context) {
    const client = context.clients.apiGateway();
    const patchOperations = [removal(needed(inputs, "methodPath"))];
    await found(notFound, () =>
      client.send(new UpdateStageCommand({ ...targetOf(inputs), patchOperations })),
    );
  },

  async locate(inputs, context) {
    const client = context.clients.apiGateway();
    const target = targetOf(inputs);
    const methodPath = needed(inputs, "methodPath");
    const stage = await getStage(client, target);
    return stage?.methodSettings?.[keyOf(methodPath)] === undefined ? undefined : idOf(target, methodPath);
  },
};

const idOf = ({ restApiId, stageName }: StageTarget, methodPath: string): string =>
  `${restApiId}-${stageName}-${methodPath}`;

/** `<path>/<METHOD>` with the path as one part of a patch path: both `users/{id}/GET` and `users~1{id}/GET` are known. */
function escaped(methodPath: string): string {
  const plain = keyOf(methodPath);
  const cut = plain.lastIndexOf("/");
  return `${plain.slice(0, cut).replaceAll("~", "~0").replaceAll("/", "~1")}/${plain.slice(cut + 1)}`;
}

/** How the stage lists the method. */
const keyOf = (methodPath: string): string => methodPath.replaceAll("~1", "/").replaceAll("~0", "~");

const removal = (methodPath: string): PatchOperation => ({ op: "remove", path: `/${escaped(methodPath)}` });

/** Sets all in one call, so that limits apply at all times. */
async function put(inputs: Values, context: Context): Promise<State> {
  const client = context.clients.apiGateway();
  const target = targetOf(inputs);
  const methodPath = needed(inputs, "methodPath");
  const given = object(inputs, "settings");
  const patchOperations = [removal(methodPath)];
  for (const [name, path] of Object.entries(settingPaths)) {
    const value = given[name];
    // -1 means no limit of the method's own; the emulator would reject every call.
    if (value === undefined || value === -1) continue;
    patchOperations.push({
      op: "replace",
      path: `/${escaped(methodPath)}/${path}`,
      value: needed(given, name),
    });
  }
  if (patchOperations.length === 1) {
    patchOperations.push({ op: "replace", path: `/${escaped(methodPath)}/metrics/enabled`, value: "false" });
  }
  const { methodSettings } = await client.send(new UpdateStageCommand({ ...target, patchOperations }));
  return describe(target, methodPath, methodSettings?.[keyOf(methodPath)] ?? {}, inputs);
}

function describe(
  target: StageTarget,
  methodPath: string,
  response: MethodSetting,
  last: Values | undefined,
): State {
  const given = object(last ?? {}, "settings");
  const settings: Values = {};
  for (const name of Object.keys(settingPaths) as (keyof typeof settingPaths)[]) {
    const value: Value | undefined = response[name];
    const isAccountLimit = value === accountLimits[name] && given[name] !== value;
    if (value !== undefined && !isAccountLimit) settings[name] = value;
  }
  const { restApiId: restApi, stageName } = target;
  return described(idOf(target, methodPath), { restApi, stageName, methodPath, settings }, {});
}

/** From the last inputs, or from an import id: `<api>/<stage>/<method path>`. */
function parse(id: string, last: Values | undefined): { target: StageTarget; methodPath: string } {
  if (last !== undefined) return { target: targetOf(last), methodPath: needed(last, "methodPath") };
  const [restApiId = "", stageName = "", ...path] = id.split("/");
  return { target: { restApiId, stageName }, methodPath: path.join("/") };
}
