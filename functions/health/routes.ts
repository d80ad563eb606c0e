import * as z from "zod/mini";

import { route } from "../shared/route";

export const health = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/health",
  auth: "public",
  function: "health/health",
  operationId: "health",
  tag: "Platform",
  summary: "Health check, with stage and version",
  responses: {
    200: {
      description: "The API is up",
      schema: z.object({ status: z.literal("ok"), stage: z.string(), version: z.string() }),
    },
  },
}));
