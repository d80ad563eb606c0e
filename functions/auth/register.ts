import { badRequest } from "../shared/errors";
import { apiHandler, ok } from "../shared/http";
import { count } from "../shared/metrics";
import { isSynthetic } from "../shared/synthetic";
import { requestCode } from "./codes/request-code";
import { requestDeps } from "./codes/request-deps";
import { register } from "./routes";

/** `POST /auth/register`. */
export const handler = apiHandler(register, () => {
  const deps = requestDeps();

  return async ({ body, sourceIp }) => {
    const name = body.name ?? body.fullName;
    // The schema requires one of the two, but its type cannot express that.
    if (name === undefined) throw badRequest([{ field: "name", problem: "is missing" }]);
    const expiresIn = await requestCode(deps, { phoneNumber: body.phoneNumber, name, sourceIp });
    if (!isSynthetic(body.phoneNumber)) count("Registrations");
    return ok({ message: "A code is on its way.", expiresIn });
  };
});
