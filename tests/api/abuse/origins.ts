import {
  APIGatewayClient,
  GetIntegrationResponseCommand,
  GetResourcesCommand,
  GetRestApisCommand,
} from "@aws-sdk/client-api-gateway";

import type { Caller } from "../../../functions/shared/api-client";
import { ORIGINS, type Rig } from "./rig";
import { clientConfig } from "../../testing/support";
import { render } from "../../testing/velocity";

/** Origins that no stage allows, some of them similar to an allowed one. */
const OTHERS = [
  "https://evil.example.org",
  `${ORIGINS[0]}.evil.example.org`,
  ORIGINS[0].toUpperCase(),
  `${ORIGINS[1]}:8443`,
  `${ORIGINS[1]}/`,
  ORIGINS.join(","),
  "null",
  "*",
  "",
];

/** Which web pages may read answers, on a stage with two origins. */
export function originAttacks(rig: Rig): void {
  describe("origins", () => {
    const allowed = async (path: string, origin: string, as?: Caller["as"]) =>
      (await rig.api.raw("GET", path, { as, headers: { origin } })).headers.get(
        "access-control-allow-origin",
      );

    test.each(ORIGINS)("%s reads answers of functions", async (origin) => {
      expect(await allowed("/health", origin)).toBe(origin);
      expect(await allowed("/users/me", origin, rig.alice)).toBe(origin);
      expect(await allowed("/classrooms?limit=0", origin, rig.alice)).toBe(origin);
    });

    test.each(OTHERS)("%j reads none", async (origin) => {
      expect(await allowed("/health", origin)).toBeNull();
      expect(await allowed("/users/me", origin, rig.alice)).toBeNull();
    });

    // A gateway response cannot choose between origins. Any other origin reads nothing but the error's message.
    test.each(ORIGINS)("%s reads errors of the gateway", async (origin) => {
      expect(await allowed("/none", origin)).toBe(origin);
      expect(await allowed("/users/me", origin)).toBe(origin);
      expect(await allowed("/users/me", origin, { accessToken: "none" })).toBe(origin);
      expect(await allowed("/integrations/stats", origin)).toBe(origin);
    });

    test("a preflight of each path allows those two origins and no others", async () => {
      const preflights = await templates(rig);
      expect(preflights.length).toBeGreaterThan(15);
      const asked = [...ORIGINS, ...OTHERS].flatMap((origin) => [
        // Over HTTP/2 names of headers come in lower case.
        ...[{ Origin: origin }, { origin }],
      ]);
      const cases = preflights.flatMap(({ mapped, template }) =>
        asked.map((header) => ({ mapped, template, request: { header } })),
      );
      const rendered = await render(cases);
      const answers = cases.map(({ mapped, request }, i) => ({
        origin: Object.values(request.header)[0] ?? "",
        told: rendered[i]?.headers["Access-Control-Allow-Origin"] ?? mapped,
        body: rendered[i]?.body,
      }));
      for (const { origin, told, body } of answers) {
        // A browser refuses an answer that allows an origin other than its own.
        expect({ origin, told, body }).toEqual({
          ...{ origin, body: "" },
          told: (ORIGINS as readonly string[]).includes(origin) ? origin : ORIGINS[0],
        });
      }
    });
  });
}

/** For each deployed preflight: its default allowed origin, and the template that may choose another. */
async function templates({ cloud }: Rig): Promise<{ mapped: string; template: string }[]> {
  const client = new APIGatewayClient(clientConfig(cloud));
  const { items: [api] = [] } = await client.send(new GetRestApisCommand({}));
  const restApiId = api?.id;
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId, limit: 500 }));
  const answered = items.filter(({ resourceMethods }) => resourceMethods?.["OPTIONS"] !== undefined);
  return Promise.all(
    answered.map(async ({ id }) => {
      const response = await client.send(
        new GetIntegrationResponseCommand({
          ...{ restApiId, resourceId: id, httpMethod: "OPTIONS", statusCode: "204" },
        }),
      );
      const mapped = response.responseParameters?.["method.response.header.Access-Control-Allow-Origin"];
      const template = response.responseTemplates?.["application/json"];
      if (mapped === undefined || template === undefined) throw new Error("a preflight allows no origin");
      return { mapped: mapped.replace(/^'|'$/g, ""), template };
    }),
  );
}
