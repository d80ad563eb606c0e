import { dynamoDb, sqs, ssm } from "../../shared/aws";
import { environment, positiveInteger, tables } from "../../shared/env";
import { cachedParameters } from "../../shared/parameters";
import { parsePhoneKeys } from "../../shared/secrets";
import { count } from "./limits";
import { codeQueue } from "./queue";
import type { RequestDeps } from "./request-code";
import { sendLimits } from "./rules";

/** Dependencies of requests for codes, from the environment. @throws Error that names the missing variables. */
export function requestDeps(): RequestDeps {
  const env = environment("PHONE_PARAMETER", "CODES_QUEUE_URL", "CALLING_CODES");
  const { codes } = tables("codes");
  const secrets = cachedParameters(ssm, {
    phoneKeys: { name: env.PHONE_PARAMETER, parse: parsePhoneKeys },
  });
  const phoneKeys = async () => (await secrets()).phoneKeys;
  return {
    count: (limits, attempt) => count(dynamoDb, codes, limits, attempt),
    queue: codeQueue(sqs, env.CODES_QUEUE_URL, phoneKeys),
    phoneKeys,
    limits: sendLimits(positiveInteger("SIGN_INS_PER_SOURCE")),
    callingCodes: new Set(env.CALLING_CODES.split(",")),
    now: Date.now,
  };
}
