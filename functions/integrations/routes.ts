import * as z from "zod/mini";

import { route } from "../shared/route";

export const stats = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/integrations/stats",
  auth: "key",
  function: "integrations/stats",
  operationId: "stats",
  tag: "Integrations",
  summary: "Numbers of users, approved users and classrooms, and of classroom memberships by year",
  responses: {
    200: {
      description: "Counts",
      schema: z.object({
        users: z.int(),
        approved: z.int(),
        classrooms: z.int(),
        /** Memberships by year of the classroom. */
        byYear: z.record(z.string(), z.int()),
      }),
    },
  },
}));
