import type { FunctionConfiguration, UpdateFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { Value, Values } from "../resource";
import { compact, number, object, record, strings, text } from "../shared";

type Configuration = Omit<UpdateFunctionConfigurationRequest, "FunctionName">;

/** How each property is asked for. An absent one asks for what the service has by default. */
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

/** Properties from what the service tells of a function. */
export function describeConfiguration(
  name: string,
  told: FunctionConfiguration,
  last: Values | undefined,
): Record<string, Value | undefined> {
  const target = told.DeadLetterConfig?.TargetArn;
  const variables = told.Environment?.Variables ?? {};
  return {
    name,
    role: told.Role,
    handler: told.Handler,
    runtime: told.Runtime,
    description: told.Description,
    memorySize: told.MemorySize,
    timeout: told.Timeout,
    architectures: told.Architectures,
    packageType: told.PackageType,
    environment: Object.keys(variables).length > 0 ? { variables } : undefined,
    layers: told.Layers?.map(({ Arn = "" }) => Arn),
    tracingConfig: compact({ mode: told.TracingConfig?.Mode }),
    deadLetterConfig: target ? { targetArn: target } : undefined,
    ephemeralStorage: compact({ size: told.EphemeralStorage?.Size }),
    kmsKeyArn: told.KMSKeyArn,
    loggingConfig: loggingTold(name, told, object(last ?? {}, "loggingConfig")),
  };
}

/** The log group that every function has by default is told only where the program named one. */
function loggingTold(
  name: string,
  { LoggingConfig: told }: FunctionConfiguration,
  last: Values,
): Value | undefined {
  const isDefault = told?.LogGroup === `/aws/lambda/${name}` && last["logGroup"] === undefined;
  return compact({
    logFormat: told?.LogFormat,
    logGroup: isDefault ? undefined : told?.LogGroup,
    applicationLogLevel: told?.ApplicationLogLevel,
    systemLogLevel: told?.SystemLogLevel,
  });
}
