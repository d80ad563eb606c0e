import { dynamoDb, ssm } from "../shared/aws";
import { environment, optionalEnvironment, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { annotate } from "../shared/log";
import { cachedParameters } from "../shared/parameters";
import { parsePhoneKeys, parseTokenKeys } from "../shared/secrets";
import { toAuthResponse } from "./sessions/auth-response";
import { refreshSession } from "./sessions/refresh-service";
import { refreshStore } from "./sessions/refresh-store";
import { refresh } from "./routes";

/** `POST /auth/refresh-token`. */
export const handler = apiHandler(refresh, () => {
  const env = environment("STAGE", "JWT_PARAMETER", "PHONE_PARAMETER");
  const deps = {
    store: refreshStore(dynamoDb, tables("users", "sessions")),
    secrets: cachedParameters(ssm, {
      tokenKeys: { name: env.JWT_PARAMETER, parse: parseTokenKeys },
      phoneKeys: { name: env.PHONE_PARAMETER, parse: parsePhoneKeys },
    }),
    stage: env.STAGE,
    now: Date.now,
  };
  const photosDomain = optionalEnvironment("PHOTOS_DOMAIN");

  return async ({ body }) => {
    const signIn = await refreshSession(deps, body.refreshToken);
    annotate({ userId: signIn.user.userId });
    return ok(toAuthResponse(signIn, photosDomain));
  };
});
