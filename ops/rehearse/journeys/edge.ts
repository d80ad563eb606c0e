import { routes } from "../../../functions/routes";
import { must, type Journey } from "./journey";

const ALLOW_ORIGIN = "access-control-allow-origin";

/** What any client of the API meets. */
export const edgeJourneys: readonly Journey[] = [
  {
    name: "the health check passes",
    async run({ api, place }) {
      const { stage } = await api.call(routes.health);
      must(stage === place.stage, `health answers for the stage "${stage}"`);
    },
  },
  {
    name: "CORS allows each origin of the stage, and no other",
    async run({ api, place }) {
      for (const origin of place.corsOrigins) {
        const { headers } = await api.send(routes.health, { headers: { origin } });
        const allowed = headers.get(ALLOW_ORIGIN);
        must(allowed === origin, `${origin} is not allowed (${String(allowed)})`);
      }
      const { headers } = await api.send(routes.health, {
        headers: { origin: "https://elsewhere.example.net" },
      });
      must(headers.get(ALLOW_ORIGIN) === null, "a foreign origin is allowed");
    },
  },
  {
    name: "a CORS preflight is answered",
    async run({ api, place }) {
      // With several origins the local cloud answers with the first: it evaluates no template (docs/local-cloud.md).
      const [origin = ""] = place.corsOrigins;
      const { status, headers } = await fetch(`${api.url}${routes.register.path}`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
      must(status === 204, `the preflight answers ${String(status)}`);
      must(headers.get(ALLOW_ORIGIN) === origin, `the preflight does not allow ${origin}`);
      const methods = headers.get("access-control-allow-methods") ?? "";
      must(methods.includes("POST"), "the preflight does not allow POST");
    },
  },
  {
    name: "an invalid request gets an error body with details",
    async run({ api }) {
      const body = { phoneNumber: "91234567", name: "Ab" };
      const answer = await api.refused(400, routes.register, { body });
      must(!answer.ok && answer.body.error === "BAD_REQUEST", "the error code is not BAD_REQUEST");
      must((answer.body.details ?? []).length > 0, "the error does not name the invalid field");
    },
  },
];
