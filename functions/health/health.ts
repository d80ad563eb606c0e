import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { health } from "./routes";

/** `GET /health`: it reads nothing, so it answers while every store is down. */
export const handler = apiHandler(health, () => {
  const { STAGE, VERSION } = environment("STAGE", "VERSION");
  return () => Promise.resolve(ok({ status: "ok", stage: STAGE, version: VERSION }));
});
