import { routes } from "../../../functions/routes";
import { must } from "./client";
import type { Journey } from "./journey";

const ALLOW_ORIGIN = "access-control-allow-origin";

/** How the API meets whoever comes. */
export const edgeJourneys: readonly Journey[] = [
  {
    name: "the API says that it is well",
    async run({ api, place }) {
      const { status, stage } = await api.ok(routes.health);
      must(status === "ok" && stage === place.stage, `health says "${String(status)}" of "${String(stage)}"`);
    },
  },
  {
    name: "pages of each origin of the stage may read answers, and of no other",
    async run({ api, place }) {
      for (const origin of place.corsOrigins) {
        const { headers } = await api.send(routes.health, { headers: { origin } });
        const allowed = headers.get(ALLOW_ORIGIN);
        must(allowed === origin, `${origin} is not allowed to read an answer (${String(allowed)})`);
      }
      const { headers } = await api.send(routes.health, {
        headers: { origin: "https://elsewhere.example.net" },
      });
      must(headers.get(ALLOW_ORIGIN) === null, "an origin of no stage is allowed to read an answer");
    },
  },
  {
    name: "a browser's preflight is answered",
    async run({ api, place }) {
      // Of several origins the local cloud answers with the first: it evaluates no template (docs/local-cloud.md).
      const [origin = ""] = place.corsOrigins;
      const { status, headers } = await fetch(`${api.url}${routes.register.path}`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
      must(status === 204, `a preflight was answered with ${String(status)}`);
      must(headers.get(ALLOW_ORIGIN) === origin, `a preflight does not allow ${origin}`);
      must(
        headers.get("access-control-allow-methods")?.includes("POST") === true,
        "a preflight does not allow POST",
      );
    },
  },
  {
    name: "what is wrong is refused in the shared shape",
    async run({ api }) {
      const { body } = await api.refused(400, routes.register, {
        body: { phoneNumber: "91234567", name: "Ab" },
      });
      const { error, requestId, details } = body;
      must(
        error === "BAD_REQUEST" && typeof requestId === "string",
        "a refusal does not have the shared shape",
      );
      must(Array.isArray(details) && details.length > 0, "a refusal does not say which field is wrong");
    },
  },
];
