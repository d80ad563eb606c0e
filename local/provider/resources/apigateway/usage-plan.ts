import {
  CreateUsagePlanCommand,
  type CreateUsagePlanRequest,
  DeleteUsagePlanCommand,
  GetUsagePlanCommand,
  GetUsagePlansCommand,
  type ThrottleSettings,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  compact,
  described,
  finish,
  found,
  needed,
  number,
  object,
  objects,
  record,
  required,
  text,
} from "../shared";
import { notFound } from "./errors";
import { all } from "./live";
import { patch } from "./patch";
import { readTags, setTags } from "./tags";

/** `aws:apigateway/usagePlan:UsagePlan`. Its id is that of the plan. */
export const usagePlan: ResourceType = {
  token: "aws:apigateway/usagePlan:UsagePlan",
  properties: {
    name: { autoname: true },
    description: { default: "" },
    apiStages: {
      set: true,
      of: {
        apiId: required,
        stage: required,
        throttles: {
          set: true,
          of: { path: required, burstLimit: { default: 0 }, rateLimit: { default: 0 } },
        },
      },
    },
    quotaSettings: { of: { limit: required, period: required, offset: { default: 0 } } },
    throttleSettings: { of: { burstLimit: { default: 0 }, rateLimit: { default: 0 } } },
    productCode: {},
    tags: {},
  },
  stable: ["arn"],
  notFound,

  async create(inputs, context) {
    const client = context.clients.apiGateway();
    const { id = "" } = await client.send(new CreateUsagePlanCommand(fieldsOf(inputs)));
    return finish(
      () => read(id, context),
      () => setTags(client, planArn(id, context), record(inputs, "tags")),
    );
  },

  read: (id, context) => read(id, context),

  async update(id, _old, next, changed, context) {
    const client = context.clients.apiGateway();
    const { quota = {}, throttle = {}, ...rest } = fieldsOf(next);
    const patchOperations = patch({ ...rest, quota, throttle });
    return finish(
      () => read(id, context),
      () => client.send(new UpdateUsagePlanCommand({ usagePlanId: id, patchOperations })),
      () => (changed.has("tags") ? setTags(client, planArn(id, context), record(next, "tags")) : undefined),
    );
  },

  async delete(id, _inputs, context) {
    const client = context.clients.apiGateway();
    await client.send(new DeleteUsagePlanCommand({ usagePlanId: id }));
  },

  async locate(inputs, context) {
    const client = context.clients.apiGateway();
    const plans = await all((position) => client.send(new GetUsagePlansCommand({ limit: 500, position })));
    return plans.find(({ name }) => name === inputs["name"])?.id;
  },
};

const planArn = (id: string, { region }: Context): string =>
  `arn:aws:apigateway:${region}::/usageplans/${id}`;

function fieldsOf(inputs: Values): CreateUsagePlanRequest {
  const quota = object(inputs, "quotaSettings");
  const limit = number(quota, "limit");
  return {
    name: needed(inputs, "name"),
    description: text(inputs, "description") ?? "",
    apiStages: objects(inputs, "apiStages").map((stage) => {
      const throttles = objects(stage, "throttles").map((throttle) => [
        needed(throttle, "path"),
        limits(throttle),
      ]);
      return {
        apiId: text(stage, "apiId"),
        stage: text(stage, "stage"),
        ...(throttles.length > 0 && {
          throttle: Object.fromEntries(throttles) as Record<string, ThrottleSettings>,
        }),
      };
    }),
    quota:
      limit === undefined
        ? undefined
        : { limit, period: text(quota, "period") as "DAY", offset: number(quota, "offset") ?? 0 },
    throttle:
      inputs["throttleSettings"] === undefined ? undefined : limits(object(inputs, "throttleSettings")),
  };
}

const limits = (settings: Values): ThrottleSettings => ({
  burstLimit: number(settings, "burstLimit") ?? 0,
  rateLimit: number(settings, "rateLimit") ?? 0,
});

async function read(id: string, context: Context): Promise<State | undefined> {
  const client = context.clients.apiGateway();
  const plan = await found(notFound, () => client.send(new GetUsagePlanCommand({ usagePlanId: id })));
  if (plan === undefined) return undefined;
  const { burstLimit, rateLimit } = plan.throttle ?? {};
  return described(
    id,
    {
      name: plan.name,
      description: plan.description,
      apiStages: plan.apiStages?.map(({ apiId = "", stage = "", throttle }) => ({
        apiId,
        stage,
        throttles: Object.entries(throttle ?? {}).map(([path, limit]) => ({
          path,
          ...compact({ ...limit }),
        })),
      })),
      quotaSettings: plan.quota?.limit === undefined ? undefined : compact({ ...plan.quota }),
      throttleSettings:
        burstLimit === undefined && rateLimit === undefined ? undefined : compact({ burstLimit, rateLimit }),
      productCode: plan.productCode,
      tags: await readTags(client, planArn(id, context)),
    },
    { arn: planArn(id, context) },
  );
}
