import type { FunctionConfiguration, UpdateFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { Value, Values } from "../resource";
import { compact, number, object, record, strings, text } from "../shared";

type Configuration = Omit<UpdateFunctionConfigurationRequest, "FunctionName">;

/** The request field of each property. An absent property resets it to the default. */
const requests: Record<string, (inputs: Values, name: string) => Configuration> = {
  role: (inputs) => ({ Role: text(inputs, "role") }),
  handler: (inputs) => ({ Handler: text(inputs, "handler") }),
  runtime: (inputs) => ({ Runtime: text(inputs, "runtime") as Configuration["Runtime"] }),
  description: (inputs) => ({ Description: text(inputs, "description") ?? "" }),
  memorySize: (inputs) => ({ MemorySize: number(inputs, "memorySize") ?? 128 }),
  timeout: (inputs) => ({ Timeout: number(inputs, "timeout") ?? 3 }),
  environment: (inputs) => ({
    Environment: { Variables: record(object(inputs, "environment"), "variables") },
  }),
  layers: (inputs) => ({ Layers: strings(inputs, "layers") }),
  tracingConfig: (inputs) => ({
    TracingConfig: {
      Mode: text(object(inputs, "tracingConfig"), "mode") === "Active" ? "Active" : "PassThrough",
    },
  }),
  deadLetterConfig: (inputs) => ({
    DeadLetterConfig: { TargetArn: text(object(inputs, "deadLetterConfig"), "targetArn") ?? "" },
  }),
  ephemeralStorage: (inputs) => ({
    EphemeralStorage: { Size: number(object(inputs, "ephemeralStorage"), "size") ?? 512 },
  }),
  kmsKeyArn: (inputs) => ({ KMSKeyArn: text(inputs, "kmsKeyArn") ?? "" }),
  loggingConfig: (inputs, name) => {
    const given = object(inputs, "loggingConfig");
    return {
      LoggingConfig: {
        LogFormat: text(given, "logFormat") === "JSON" ? "JSON" : "Text",
        LogGroup: text(given, "logGroup") ?? `/aws/lambda/${name}`,
        ApplicationLogLevel: text(given, "applicationLogLevel") as "INFO" | undefined,
        SystemLogLevel: text(given, "systemLogLevel") as "INFO" | undefined,
      },
    };
  },
};

/** The part of a request that sets these properties. */
export function configurationRequest(
  name: string,
  inputs: Values,
  properties: Iterable<string>,
): Configuration {
  let request: Configuration = {};
  for (const property of properties) request = { ...request, ...requests[property]?.(inputs, name) };
  return request;
}

/** Properties of a function in the service's response. */
export function describeConfiguration(
  name: string,
  response: FunctionConfiguration,
  last: Values | undefined,
): Record<string, Value | undefined> {
  const target = response.DeadLetterConfig?.TargetArn;
  const variables = response.Environment?.Variables ?? {};
  return {
    name,
    role: response.Role,
    handler: response.Handler,
    runtime: response.Runtime,
    description: response.Description,
    memorySize: response.MemorySize,
    timeout: response.Timeout,
    architectures: response.Architectures,
    packageType: response.PackageType,
    environment: Object.keys(variables).length > 0 ? { variables } : undefined,
    layers: response.Layers?.map(({ Arn = "" }) => Arn),
    tracingConfig: compact({ mode: response.TracingConfig?.Mode }),
    deadLetterConfig: target ? { targetArn: target } : undefined,
    ephemeralStorage: compact({ size: response.EphemeralStorage?.Size }),
    kmsKeyArn: response.KMSKeyArn,
    loggingConfig: loggingTold(name, response, object(last ?? {}, "loggingConfig")),
  };
}

/** Includes the log group only if the program named one: every function has a default one. */
function loggingTold(
  name: string,
  { LoggingConfig: response }: FunctionConfiguration,
  last: Values,
): Value | undefined {
  const isDefault = response?.LogGroup === `/aws/lambda/${name}` && last["logGroup"] === undefined;
  return compact({
    logFormat: response?.LogFormat,
    logGroup: isDefault ? undefined : response?.LogGroup,
    applicationLogLevel: response?.ApplicationLogLevel,
    systemLogLevel: response?.SystemLogLevel,
  });
}
