import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import type { Context, ResourceType, State, Values } from "../resource";
import { described, finish, flag, found, needed, number, record, until } from "../shared";
import { notFound } from "./errors";
import { codeRequest, codeTagOf, isCode, currentCode, withoutCodeTag } from "./function-code";
import { configurationRequest, describeConfiguration } from "./function-config";
import { functionArn, invokeArn } from "./reference";
import { setTags } from "./tags";

/** Properties that are not part of a version: changing only these publishes none. */
const besideVersion = new Set(["tags", "reservedConcurrentExecutions"]);

/** Outputs that only a new version changes. */
const ofVersion = [
  "version",
  "qualifiedArn",
  "qualifiedInvokeArn",
  "lastModified",
  "codeSha256",
  "sourceCodeSize",
];

/** `aws:lambda/function:Function`. Its id is its name. */
export const lambdaFunction: ResourceType = {
  token: "aws:lambda/function:Function",
  properties: {
    name: { replace: true, autoname: true },
    role: { required: true },
    handler: {},
    runtime: {},
    code: {},
    s3Bucket: { writeOnly: true },
    s3Key: { writeOnly: true },
    s3ObjectVersion: { writeOnly: true },
    sourceCodeHash: { writeOnly: true },
    description: { default: "" },
    memorySize: { default: 128 },
    timeout: { default: 3 },
    environment: { of: { variables: {} } },
    architectures: { default: ["x86_64"] },
    packageType: { replace: true, default: "Zip" },
    layers: {},
    tracingConfig: { of: { mode: { default: "PassThrough" } } },
    deadLetterConfig: { of: { targetArn: { required: true } } },
    reservedConcurrentExecutions: { default: -1 },
    publish: { default: false },
    loggingConfig: {
      of: { logFormat: { default: "Text" }, logGroup: {}, applicationLogLevel: {}, systemLogLevel: {} },
    },
    ephemeralStorage: { of: { size: { default: 512 } } },
    kmsKeyArn: { default: "" },
    tags: {},
  },
  stable: ["arn", "invokeArn", "responseStreamingInvokeArn", "signingJobArn", "signingProfileVersionArn"],
  stableWhile: (changed) => ([...changed].every((name) => besideVersion.has(name)) ? ofVersion : []),
  notFound,

  async create(inputs, context) {
    const lambda = context.clients.lambda();
    const name = needed(inputs, "name");
    const { Architectures, ...Code } = codeRequest(name, inputs);
    await lambda.send(
      new CreateFunctionCommand({
        ...configurationRequest(name, inputs, Object.keys(inputs)),
        FunctionName: name,
        Role: needed(inputs, "role"),
        Code,
        Architectures,
        Tags: tagsOf(inputs),
      }),
    );
    const reserved = number(inputs, "reservedConcurrentExecutions") ?? -1;
    return finish(
      () => read(name, context, inputs),
      () => ready(lambda, name, context.signal),
      () => (reserved < 0 ? undefined : setConcurrency(lambda, name, inputs)),
      () => publish(lambda, name, inputs),
    );
  },

  read,

  async update(id, _old, next, changed, context) {
    const lambda = context.clients.lambda();
    const configuration = configurationRequest(id, next, changed);
    const isNewCode = [...changed].some(isCode);
    const configure = async (): Promise<void> => {
      await lambda.send(new UpdateFunctionConfigurationCommand({ ...configuration, FunctionName: id }));
      await ready(lambda, id, context.signal);
    };
    const upload = async (): Promise<void> => {
      await lambda.send(new UpdateFunctionCodeCommand({ ...codeRequest(id, next), FunctionName: id }));
      await ready(lambda, id, context.signal);
    };
    return finish(
      () => read(id, context, next),
      () => (Object.keys(configuration).length > 0 ? configure() : undefined),
      () => (isNewCode ? upload() : undefined),
      () => (changed.has("reservedConcurrentExecutions") ? setConcurrency(lambda, id, next) : undefined),
      () =>
        isNewCode || changed.has("tags")
          ? setTags(lambda, functionArn(id, context), tagsOf(next))
          : undefined,
      () => publish(lambda, id, next),
    );
  },

  async delete(id, _inputs, { clients }) {
    await clients.lambda().send(new DeleteFunctionCommand({ FunctionName: id }));
  },

  async locate(inputs, { clients }) {
    const lambda = clients.lambda();
    const FunctionName = needed(inputs, "name");
    return (await found(notFound, () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))))
      ?.FunctionName;
  },
};

async function read(id: string, context: Context, last: Values | undefined): Promise<State | undefined> {
  const lambda = context.clients.lambda();
  const answer = await found(notFound, () => lambda.send(new GetFunctionCommand({ FunctionName: id })));
  const configuration = answer?.Configuration;
  if (answer === undefined || configuration === undefined) return undefined;
  const latest = await latestVersion(lambda, id);
  const version = latest?.Version ?? "$LATEST";
  const arn = functionArn(id, context);
  const qualifiedArn = `${arn}:${version}`;
  const response = {
    ...describeConfiguration(id, configuration, last),
    code: currentCode(configuration, answer.Tags, last),
    // An interrupted run may leave a change unpublished. It shows as a difference, so that the next run publishes it.
    publish: flag(last ?? {}, "publish") === false ? false : isPublished(configuration, latest),
    reservedConcurrentExecutions: answer.Concurrency?.ReservedConcurrentExecutions ?? -1,
    tags: withoutCodeTag(answer.Tags),
  };
  return described(id, response, {
    arn,
    qualifiedArn,
    invokeArn: invokeArn(arn, context),
    qualifiedInvokeArn: invokeArn(qualifiedArn, context),
    responseStreamingInvokeArn: `arn:aws:apigateway:${context.region}:lambda:path/2021-11-15/functions/${arn}/response-streaming-invocations`,
    version,
    lastModified: configuration.LastModified,
    codeSha256: configuration.CodeSha256,
    sourceCodeSize: configuration.CodeSize,
    signingJobArn: "",
    signingProfileVersionArn: "",
  });
}

const tagsOf = (inputs: Values): Record<string, string> => ({
  ...record(inputs, "tags"),
  ...codeTagOf(inputs),
});

/** Lambda returns the last version if neither code nor configuration changed since. */
async function publish(lambda: LambdaClient, name: string, inputs: Values): Promise<void> {
  if (flag(inputs, "publish")) await lambda.send(new PublishVersionCommand({ FunctionName: name }));
}

const isPublished = (
  configuration: FunctionConfiguration,
  latest: FunctionConfiguration | undefined,
): boolean =>
  latest !== undefined &&
  latest.CodeSha256 === configuration.CodeSha256 &&
  latest.LastModified === configuration.LastModified;

/**
 * Waits until the last update of a function is complete: until then the service rejects further ones.
 * @throws when the update fails.
 */
async function ready(lambda: LambdaClient, name: string, signal: AbortSignal): Promise<void> {
  await until(signal, async () => {
    const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: name }),
    );
    if (State === "Failed" || LastUpdateStatus === "Failed") {
      throw new Error(
        `function ${name} did not become active: ${LastUpdateStatusReason || StateReason || "no reason given"}`,
      );
    }
    return State !== "Pending" && LastUpdateStatus !== "InProgress";
  });
}

async function latestVersion(lambda: LambdaClient, name: string): Promise<FunctionConfiguration | undefined> {
  let latest: FunctionConfiguration | undefined;
  let Marker: string | undefined;
  do {
    const page = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: name, Marker }));
    for (const version of page.Versions ?? []) {
      if (version.Version !== "$LATEST" && Number(version.Version) > Number(latest?.Version ?? 0))
        latest = version;
    }
    Marker = page.NextMarker || undefined;
  } while (Marker !== undefined);
  return latest;
}

async function setConcurrency(lambda: LambdaClient, FunctionName: string, inputs: Values): Promise<void> {
  const reserved = number(inputs, "reservedConcurrentExecutions") ?? -1;
  await (reserved < 0
    ? lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
    : lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }),
      ));
}
