/** The route table: the one source of the gateway, `openapi.json`, the handlers' validation and the contract tests. */
import { register, verify, verifySms } from "./auth/routes";
import { health } from "./health/routes";

export const routes = { health, register, verify, verifySms };
