import { CreateDomainNameCommand, GetBasePathMappingsCommand } from "@aws-sdk/client-api-gateway";
import { locateResource } from "./locate";
import { budgetCases, trailCases } from "./testing/cases/account";
import {
  basePathMappingCases,
  certificateCases,
  certificateValidationCases,
  domainNameCases,
  makeZone,
  recordCases,
} from "./testing/cases/domains";
import { eventRuleCases, eventTargetCases } from "./testing/cases/events";
import { aliasCases, keyCases, keyPolicyCases } from "./testing/cases/kms";
import { webAclAssociationCases, webAclCases } from "./testing/cases/wafv2";
import { startSuite, testLifecycles } from "./testing/suite";

jest.setTimeout(120_000);

const suite = startSuite(4841);

testLifecycles(suite, [
  ["acm.Certificate", certificateCases],
  ["acm.CertificateValidation", certificateValidationCases],
  ["apigateway.BasePathMapping", basePathMappingCases],
  ["apigateway.DomainName", domainNameCases],
  ["route53.Record", recordCases],
  ["budgets.Budget", budgetCases],
  ["cloudtrail.Trail", trailCases],
  ["cloudwatch.EventRule", eventRuleCases],
  ["cloudwatch.EventTarget", eventTargetCases],
  ["kms.Key", keyCases],
  ["kms.Alias", aliasCases],
  ["kms.KeyPolicy", keyPolicyCases],
  ["wafv2.WebAcl", webAclCases],
  ["wafv2.WebAclAssociation", webAclAssociationCases],
]);

test("a mapping of a domain name changes its path, and leaves none behind", async () => {
  const token = "aws:apigateway/basePathMapping:BasePathMapping";
  const gateway = await suite.cloud.clients.apiGateway();
  const domainName = "moved.example.org";
  await gateway.send(new CreateDomainNameCommand({ domainName }));
  const mapping = (basePath: string) => ({ domainName, restApi: "abc", stageName: "local", basePath });
  const made = await suite.plugin.create(token, "it", mapping("v1"));
  const moved = await suite.plugin.update(token, "it", made, mapping("v2"));
  expect(await suite.plugin.read(token, "it", moved.id, moved)).toEqual(moved);
  const { items } = await gateway.send(new GetBasePathMappingsCommand({ domainName }));
  expect(items?.map(({ basePath }) => basePath)).toEqual(["v2"]);
});

test("a domain name that changes still leads where it led", async () => {
  const token = "aws:apigateway/domainName:DomainName";
  const gateway = await suite.cloud.clients.apiGateway();
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

describe("a record", () => {
  const token = "aws:route53/record:Record";

  test("of a zone that is not in the local cloud is kept, and removed without a call", async () => {
    const inputs = {
      zoneId: "Z0123456789",
      name: "api.example.org",
      type: "A",
      ttl: 60,
      records: ["192.0.2.1"],
    };
    const made = await suite.plugin.create(token, "it", inputs);
    expect(made.outputs).toMatchObject({ ...inputs, fqdn: "api.example.org" });
    expect(await suite.plugin.read(token, "it", made.id, made)).toEqual(made);
    await suite.plugin.delete(token, "it", made);
  });

  test("takes another type, and does not take the place of one that is there", async () => {
    const zoneId = await makeZone(suite.cloud.clients, "example.com");
    const inputs = { zoneId, name: "api.example.com", type: "A", ttl: 60, records: ["192.0.2.1"] };
    const made = await suite.plugin.create(token, "it", inputs);
    await expect(suite.plugin.create(token, "other", inputs)).rejects.toThrow("already exists");
    await suite.plugin.create(token, "other", { ...inputs, allowOverwrite: true });
    await suite.plugin.update(token, "it", made, { ...inputs, type: "AAAA", records: ["2001:db8::1"] });
    expect(await suite.plugin.read(token, "it", made.id, made)).toBeUndefined();
  });

  test("has either values or a target", async () => {
    const aliases = [{ name: "d1.cloudfront.net", zoneId: "Z2FDTNDATAQYW2", evaluateTargetHealth: false }];
    const inputs = { zoneId: "Z1", name: "a.example.org", type: "A", records: ["192.0.2.1"], aliases };
    const { failures } = await suite.plugin.check(token, "it", inputs);
    expect(failures).toEqual([': give either "records" or "aliases"']);
  });
});

test("a certificate tells the records that show whose its domains are, in the region that it is for", async () => {
  const token = "aws:acm/certificate:Certificate";
  const inputs = {
    domainName: "example.org",
    subjectAlternativeNames: ["photos.example.org"],
    validationMethod: "DNS",
    region: "eu-west-1",
  };
  const made = await suite.plugin.create(token, "it", inputs);
  expect(made.id).toMatch(/^arn:aws:acm:eu-west-1:000000000000:certificate\//);
  expect(made.outputs).toMatchObject({ ...inputs, status: "ISSUED" });
  const record = { resourceRecordType: "CNAME", resourceRecordName: expect.stringMatching(/\.$/) };
  expect(made.outputs["domainValidationOptions"]).toMatchObject([
    { domainName: "example.org", ...record },
    { domainName: "photos.example.org", ...record },
  ]);
  expect(await suite.plugin.read(token, "it", made.id, made)).toEqual(made);
  const imported = await suite.plugin.read(token, "it", `${made.id}@eu-west-1`);
  expect(imported?.inputs).toEqual(inputs);
  expect(await suite.plugin.read(token, "it", made.id)).toBeUndefined();
  expect(await locateResource(token, made.inputs, suite.cloud.env)).toBe(made.id);
  await suite.plugin.delete(token, "it", made);
  expect(await suite.plugin.read(token, "it", made.id, made)).toBeUndefined();
});
