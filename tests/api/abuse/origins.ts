import {
  APIGatewayClient,
  GetIntegrationResponseCommand,
  GetResourcesCommand,
  GetRestApisCommand,
} from "@aws-sdk/client-api-gateway";

import { bearer } from "./people";
import { ORIGINS, type Rig } from "./rig";
import { clientConfig } from "../../testing/support";
import { render } from "../../testing/velocity";

/** Pages that no stage lets in, some of them much like one that is let in. */
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
  describe("pages of origins", () => {
    const allowed = async (method: string, path: string, headers: Record<string, string>) =>
      (await rig.api.send(method, path, undefined, headers)).headers.get("access-control-allow-origin");

    test.each(ORIGINS)("%s reads answers of functions", async (origin) => {
      expect(await allowed("GET", "/health", { origin })).toBe(origin);
      expect(await allowed("GET", "/users/me", { origin, ...bearer(rig.alice.accessToken) })).toBe(origin);
      expect(await allowed("GET", "/classrooms?limit=0", { origin, ...bearer(rig.alice.accessToken) })).toBe(
        origin,
      );
    });

    test.each(OTHERS)("%j reads none", async (origin) => {
      expect(await allowed("GET", "/health", { origin })).toBeNull();
      expect(await allowed("GET", "/users/me", { origin, ...bearer(rig.alice.accessToken) })).toBeNull();
    });

    // A gateway response cannot choose between origins. Who else asks reads nothing but the words of the error.
    test.each(ORIGINS)("%s reads errors of the gateway", async (origin) => {
      expect(await allowed("GET", "/none", { origin })).toBe(origin);
      expect(await allowed("GET", "/users/me", { origin })).toBe(origin);
      expect(await allowed("GET", "/users/me", { origin, ...bearer("none") })).toBe(origin);
      expect(await allowed("GET", "/integrations/stats", { origin })).toBe(origin);
    });

    test("a preflight of each path lets in those two, and nobody else", async () => {
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
        // Who is not let in is told of another origin than theirs, which keeps them out.
        expect({ origin, told, body }).toEqual({
          ...{ origin, body: "" },
          told: (ORIGINS as readonly string[]).includes(origin) ? origin : ORIGINS[0],
        });
      }
    });
  });
}

/** Of each preflight that was deployed: the origin it tells without more ado, and the template that picks another. */
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
      if (mapped === undefined || template === undefined) throw new Error("a preflight tells no origin");
      return { mapped: mapped.replace(/^'|'$/g, ""), template };
    }),
  );
}
