import * as z from "zod/mini";

import { route } from "../shared/route";

export const health = /* @__PURE__ */ route({
  method: "GET",
  path: "/health",
  auth: "public",
  function: "health/health",
  operationId: "health",
  tag: "Platform",
  summary: "Says that the API answers, and which version of which stage",
  responses: {
    200: {
      description: "The API answers",
      schema: z.object({ status: z.literal("ok"), stage: z.string(), version: z.string() }),
    },
  },
});
