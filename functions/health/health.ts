import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { health } from "./routes";

/** `GET /health`. Reads nothing, so that it answers even while all stores are down. */
export const handler = apiHandler(health, () => {
  const { STAGE, VERSION } = environment("STAGE", "VERSION");
  return () => Promise.resolve(ok({ status: "ok", stage: STAGE, version: VERSION }));
});
