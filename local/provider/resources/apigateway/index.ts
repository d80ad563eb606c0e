import type { ResourceType } from "../resource";
import { account } from "./account";
import { apiKey } from "./api-key";
import { basePathMapping } from "./base-path-mapping";
import { deployment } from "./deployment";
import { domainName } from "./domain-name";
import { methodSettings } from "./method-settings";
import { restApi } from "./rest-api";
import { stage } from "./stage";
import { usagePlanKey } from "./usage-plan-key";
import { usagePlan } from "./usage-plan";

/** Resource types of API Gateway's REST APIs. */
export const apiGatewayTypes: readonly ResourceType[] = [
  account,
  apiKey,
  basePathMapping,
  deployment,
  domainName,
  methodSettings,
  restApi,
  stage,
  usagePlanKey,
  usagePlan,
];
