import type { ResourceType } from "../resource";
import { alias } from "./alias";
import { eventSourceMapping } from "./event-source-mapping";
import { functionEventInvokeConfig } from "./function-event-invoke-config";
import { lambdaFunction } from "./function";
import { permission } from "./permission";

/** Resource types of Lambda. */
export const lambdaTypes: readonly ResourceType[] = [
  alias,
  eventSourceMapping,
  functionEventInvokeConfig,
  lambdaFunction,
  permission,
];
