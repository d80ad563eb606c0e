import * as gateway from "@aws-sdk/client-api-gateway";
import { CreateDomainNameCommand, GetBasePathMappingsCommand } from "@aws-sdk/client-api-gateway";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["apigateway.DomainName", domainNameCases],
  ["apigateway.BasePathMapping", basePathMappingCases],
]);

test("a mapping of a domain name changes its path and leaves no old one behind", async () => {
  const token = "aws:apigateway/basePathMapping:BasePathMapping";
  const gateway = suite.cloud.clients.apiGateway();
  const domainName = "moved.example.org";
  await gateway.send(new CreateDomainNameCommand({ domainName }));
  const mapping = (basePath: string) => ({ domainName, restApi: "abc", stageName: "local", basePath });
  const made = await suite.plugin.create(token, "it", mapping("v1"));
  const moved = await suite.plugin.update(token, "it", made, mapping("v2"));
  expect(await suite.plugin.read(token, "it", moved.id, moved)).toEqual(moved);
  const { items } = await gateway.send(new GetBasePathMappingsCommand({ domainName }));
  expect(items?.map(({ basePath }) => basePath)).toEqual(["v2"]);
});

test("a domain name that is updated keeps its mappings", async () => {
  const token = "aws:apigateway/domainName:DomainName";
  const gateway = suite.cloud.clients.apiGateway();
  const domainName = "kept.example.org";
  const made = await suite.plugin.create(token, "it", { domainName, securityPolicy: "TLS_1_0" });
  await suite.plugin.create("aws:apigateway/basePathMapping:BasePathMapping", "it", {
    domainName,
    restApi: "abc",
    stageName: "local",
  });
  await suite.plugin.update(token, "it", made, { domainName, securityPolicy: "TLS_1_2" });
  const { items } = await gateway.send(new GetBasePathMappingsCommand({ domainName }));
  expect(items).toEqual([{ basePath: "(none)", restApiId: "abc", stage: "local" }]);
});

/** Cases of the type `DomainName`. */
async function domainNameCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.apiGateway();
  const domainName = "api.example.org";
  const arn = (id: string) => `arn:aws:acm:us-east-1:000000000000:certificate/${id}`;
  return [
    {
      token: "aws:apigateway/domainName:DomainName",
      small: {
        domainName,
        regionalCertificateArn: arn("a"),
        endpointConfiguration: { types: "REGIONAL" },
        securityPolicy: "TLS_1_2",
      },
      large: {
        domainName,
        regionalCertificateArn: arn("b"),
        endpointConfiguration: { types: "REGIONAL" },
        securityPolicy: "TLS_1_0",
        tags: { owner: "platform" },
      },
      drift: (name) =>
        client.send(
          new gateway.CreateDomainNameCommand({
            domainName: name,
            regionalCertificateArn: arn("c"),
            endpointConfiguration: { types: ["REGIONAL"] },
            securityPolicy: "TLS_1_0",
            tags: { owner: "platform" },
          }),
        ),
      drifted: ["regionalCertificateArn"],
      replaced: { domainName: "api.example.com" },
    },
  ];
}

/** Cases of the type `BasePathMapping`. */
async function basePathMappingCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.apiGateway();
  const domainName = "mapped.example.org";
  await client.send(new gateway.CreateDomainNameCommand({ domainName }));
  const mapping = { domainName, restApi: "abc" };
  return [
    {
      token: "aws:apigateway/basePathMapping:BasePathMapping",
      small: { ...mapping, stageName: "local" },
      large: { ...mapping, stageName: "other", restApi: "def" },
      drift: () =>
        client.send(
          new gateway.CreateBasePathMappingCommand({ domainName, restApiId: "ghi", stage: "other" }),
        ),
      drifted: ["restApi"],
      replaced: { domainName: "other.example.org" },
    },
    {
      token: "aws:apigateway/basePathMapping:BasePathMapping",
      small: { ...mapping, stageName: "local", basePath: "v1" },
      large: { ...mapping, stageName: "other", basePath: "v1" },
      drift: () =>
        client.send(
          new gateway.CreateBasePathMappingCommand({
            domainName,
            basePath: "v1",
            restApiId: "abc",
            stage: "third",
          }),
        ),
      drifted: ["stageName"],
      replaced: { domainName: "other.example.org" },
    },
  ];
}
