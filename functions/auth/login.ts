import { apiHandler, ok } from "../shared/http";
import { requestCode } from "./codes/request-code";
import { requestDeps } from "./codes/request-deps";
import { login } from "./routes";

/** `POST /auth/login`. */
export const handler = apiHandler(login, () => {
  const deps = requestDeps();

  return async ({ body, sourceIp }) => {
    const expiresIn = await requestCode(deps, { phoneNumber: body.phoneNumber, sourceIp });
    return ok({ message: "A code is on its way.", expiresIn });
  };
});
