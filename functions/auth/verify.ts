import { dynamoDb, ssm } from "../shared/aws";
import { environment, optionalEnvironment, positiveInteger, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { annotate } from "../shared/log";
import { count } from "../shared/metrics";
import { cachedParameters } from "../shared/parameters";
import { parseAdminPhones, parsePhoneKeys, parseTokenKeys } from "../shared/secrets";
import { tryLimits } from "./codes/rules";
import { toAuthResponse } from "./sessions/auth-response";
import { verify } from "./routes";
import { verifyCode } from "./sessions/verify-service";
import { verifyStore } from "./sessions/verify-store";

/** `POST /auth/verify` and its alias `POST /auth/verify-sms`. */
export const handler = apiHandler(verify, () => {
  const env = environment("STAGE", "JWT_PARAMETER", "PHONE_PARAMETER", "ADMIN_PHONES_PARAMETER");
  const deps = {
    store: verifyStore(dynamoDb, tables("users", "codes", "sessions", "approvals")),
    secrets: cachedParameters(ssm, {
      tokenKeys: { name: env.JWT_PARAMETER, parse: parseTokenKeys },
      phoneKeys: { name: env.PHONE_PARAMETER, parse: parsePhoneKeys },
      adminPhones: { name: env.ADMIN_PHONES_PARAMETER, parse: parseAdminPhones },
    }),
    limits: tryLimits(positiveInteger("SIGN_INS_PER_SOURCE")),
    stage: env.STAGE,
    onSignUp: () => count("Verifications"),
    now: Date.now,
  };
  const photosDomain = optionalEnvironment("PHOTOS_DOMAIN");

  return async ({ body, sourceIp }) => {
    const signIn = await verifyCode(deps, { ...body, sourceIp });
    annotate({ userId: signIn.user.userId });
    if (signIn.user.synthetic !== true) count("SignIns");
    return ok(toAuthResponse(signIn, photosDomain));
  };
});
