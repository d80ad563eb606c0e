import { setTimeout as pause } from "node:timers/promises";

import { apiHandler, ok } from "../shared/http";
import { codeDeps } from "./codes/deps";
import { requestLogin } from "./codes/login-service";
import { login } from "./routes";

/** `POST /auth/login`. */
export const handler = apiHandler(login, () => {
  const deps = { ...codeDeps(), pause };

  return async ({ body, sourceIp }) => {
    const expiresIn = await requestLogin(deps, { phoneNumber: body.phoneNumber, sourceIp });
    return ok({ message: "A code is on its way.", expiresIn });
  };
});
