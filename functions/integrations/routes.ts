import * as z from "zod/mini";

import { route } from "../shared/route";

export const stats = /* @__PURE__ */ route({
  method: "GET",
  path: "/integrations/stats",
  auth: "key",
  function: "integrations/stats",
  operationId: "stats",
  tag: "Integrations",
  summary: "How many users, approved users and classrooms there are, and members of classrooms by year",
  responses: {
    200: {
      description: "Counts",
      schema: z.object({
        users: z.int(),
        approved: z.int(),
        classrooms: z.int(),
        /** Memberships of classrooms, by the classroom's year. */
        byYear: z.record(z.string(), z.int()),
      }),
    },
  },
});
