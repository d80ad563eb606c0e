import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import type { Context, ResourceType, State, Values } from "../resource";
import {
  compact,
  described,
  finish,
  flag,
  found,
  needed,
  number,
  object,
  objects,
  record,
  replaced,
  strings,
  tagRecord,
  text,
} from "../shared";
import { notFound } from "./errors";
import { sameFunction } from "./reference";
import { setTags } from "./tags";

/** `aws:lambda/eventSourceMapping:EventSourceMapping`. Its id is its UUID. */
export const eventSourceMapping: ResourceType = {
  token: "aws:lambda/eventSourceMapping:EventSourceMapping",
  properties: {
    functionName: { required: true },
    eventSourceArn: replaced,
    startingPosition: { replace: true },
    enabled: { default: true },
    batchSize: {},
    maximumBatchingWindowInSeconds: { default: 0 },
    bisectBatchOnFunctionError: { default: false },
    maximumRecordAgeInSeconds: { default: -1 },
    maximumRetryAttempts: { default: -1 },
    parallelizationFactor: { default: 1 },
    functionResponseTypes: { set: true },
    filterCriteria: { of: { filters: { set: true, of: { pattern: { json: true } } } } },
    scalingConfig: { of: { maximumConcurrency: {} } },
    destinationConfig: { of: { onFailure: { of: { destinationArn: { required: true } } } } },
    tags: {},
  },
  identity: ["functionName", "eventSourceArn"],
  stable: ["arn", "uuid"],
  notFound,

  async create(inputs, context) {
    const lambda = context.clients.lambda();
    const made = await lambda.send(
      new CreateEventSourceMappingCommand({
        ...settings(inputs, Object.keys(inputs)),
        ...settings(inputs, ["batchSize"]),
        FunctionName: needed(inputs, "functionName"),
        EventSourceArn: needed(inputs, "eventSourceArn"),
        StartingPosition: text(inputs, "startingPosition") as "LATEST" | undefined,
        Tags: record(inputs, "tags"),
      }),
    );
    return finish(() => read(made.UUID ?? "", context, inputs));
  },

  read,

  async update(id, _old, next, changed, context) {
    const lambda = context.clients.lambda();
    const request = { ...settings(next, changed), UUID: id };
    const tag = async (): Promise<void> => {
      const { EventSourceMappingArn: arn = "" } = await lambda.send(
        new GetEventSourceMappingCommand({ UUID: id }),
      );
      await setTags(lambda, arn, record(next, "tags"));
    };
    return finish(
      () => read(id, context, next),
      () =>
        Object.keys(request).length > 1
          ? lambda.send(new UpdateEventSourceMappingCommand(request))
          : undefined,
      () => (changed.has("tags") ? tag() : undefined),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.lambda().send(new DeleteEventSourceMappingCommand({ UUID: id }));
  },

  async locate(inputs, { clients }) {
    const lambda = clients.lambda();
    const wanted = needed(inputs, "functionName");
    const { EventSourceMappings: mappings } = await lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: needed(inputs, "eventSourceArn") }),
    );
    return mappings?.find(({ FunctionArn = "" }) => sameFunction(wanted, FunctionArn) === wanted)?.UUID;
  },
};

const defaultBatchSize = (eventSourceArn: string): number =>
  eventSourceArn.split(":")[2] === "sqs" ? 10 : 100;

/** The request field of each property; an absent property resets it to the default. */
const requests: Record<string, (inputs: Values) => object> = {
  functionName: (inputs) => ({ FunctionName: text(inputs, "functionName") }),
  enabled: (inputs) => ({ Enabled: flag(inputs, "enabled") ?? true }),
  batchSize: (inputs) => ({
    BatchSize: number(inputs, "batchSize") ?? defaultBatchSize(needed(inputs, "eventSourceArn")),
  }),
  maximumBatchingWindowInSeconds: (inputs) => ({
    MaximumBatchingWindowInSeconds: number(inputs, "maximumBatchingWindowInSeconds") ?? 0,
  }),
  bisectBatchOnFunctionError: (inputs) => ({
    BisectBatchOnFunctionError: flag(inputs, "bisectBatchOnFunctionError") ?? false,
  }),
  maximumRecordAgeInSeconds: (inputs) => ({
    MaximumRecordAgeInSeconds: number(inputs, "maximumRecordAgeInSeconds") ?? -1,
  }),
  maximumRetryAttempts: (inputs) => ({ MaximumRetryAttempts: number(inputs, "maximumRetryAttempts") ?? -1 }),
  parallelizationFactor: (inputs) => ({
    ParallelizationFactor: number(inputs, "parallelizationFactor") ?? 1,
  }),
  functionResponseTypes: (inputs) => ({ FunctionResponseTypes: strings(inputs, "functionResponseTypes") }),
  filterCriteria: (inputs) => ({
    FilterCriteria: {
      Filters: objects(object(inputs, "filterCriteria"), "filters").map((filter) => ({
        Pattern: text(filter, "pattern"),
      })),
    },
  }),
  scalingConfig: (inputs) => ({
    ScalingConfig: compact({
      MaximumConcurrency: number(object(inputs, "scalingConfig"), "maximumConcurrency"),
    }),
  }),
  destinationConfig: (inputs) => ({
    DestinationConfig: {
      OnFailure: compact({
        Destination: text(object(object(inputs, "destinationConfig"), "onFailure"), "destinationArn"),
      }),
    },
  }),
};

function settings(inputs: Values, properties: Iterable<string>): object {
  let request = {};
  for (const property of properties) request = { ...request, ...requests[property]?.(inputs) };
  return request;
}

async function read(id: string, { clients }: Context, last: Values | undefined): Promise<State | undefined> {
  const lambda = clients.lambda();
  const response = await found(notFound, () => lambda.send(new GetEventSourceMappingCommand({ UUID: id })));
  if (response === undefined) return undefined;
  const { Tags } = await lambda.send(new ListTagsCommand({ Resource: response.EventSourceMappingArn }));
  return described(
    id,
    { ...toldSettings(response, last ?? {}), tags: tagRecord(Tags) },
    {
      arn: response.EventSourceMappingArn,
      uuid: id,
      functionArn: response.FunctionArn,
      batchSize: response.BatchSize,
      state: response.State,
      stateTransitionReason: response.StateTransitionReason,
      lastModified: response.LastModified?.toISOString(),
      lastProcessingResult: response.LastProcessingResult,
    },
  );
}

function toldSettings(
  response: EventSourceMappingConfiguration,
  last: Values,
): Parameters<typeof described>[1] {
  const source = response.EventSourceArn ?? "";
  const filters = response.FilterCriteria?.Filters?.map(({ Pattern: pattern }) => compact({ pattern })) ?? [];
  const destinationArn = response.DestinationConfig?.OnFailure?.Destination;
  // Its default depends on the event source.
  const isDefaultSize = last["batchSize"] === undefined && response.BatchSize === defaultBatchSize(source);
  return {
    functionName: sameFunction(text(last, "functionName"), response.FunctionArn ?? ""),
    eventSourceArn: source,
    startingPosition: response.StartingPosition,
    enabled: response.State !== "Disabled" && response.State !== "Disabling",
    batchSize: isDefaultSize ? undefined : response.BatchSize,
    maximumBatchingWindowInSeconds: response.MaximumBatchingWindowInSeconds,
    bisectBatchOnFunctionError: response.BisectBatchOnFunctionError,
    maximumRecordAgeInSeconds: response.MaximumRecordAgeInSeconds,
    maximumRetryAttempts: response.MaximumRetryAttempts,
    parallelizationFactor: response.ParallelizationFactor,
    functionResponseTypes: response.FunctionResponseTypes,
    filterCriteria: filters.length > 0 ? { filters } : undefined,
    scalingConfig: compact({ maximumConcurrency: response.ScalingConfig?.MaximumConcurrency }),
    destinationConfig: destinationArn ? { onFailure: { destinationArn } } : undefined,
  };
}
