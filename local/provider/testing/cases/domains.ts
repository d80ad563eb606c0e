import * as gateway from "@aws-sdk/client-api-gateway";
import type { Clients } from "../../clients";
import { needed, object } from "../../resources/shared";
import type { Lifecycle } from "../lifecycle";

/** Cases of the type `Certificate`. */
export function certificateCases(clients: Clients): Promise<Lifecycle[]> {
  const small = { domainName: "example.org", validationMethod: "DNS" };
  return Promise.resolve([
    {
      token: "aws:acm/certificate:Certificate",
      small,
      large: { ...small, tags: { owner: "platform" } },
      drift: (CertificateArn) =>
        clients
          .json("acm")
          .call("AddTagsToCertificate", { CertificateArn, Tags: [{ Key: "by", Value: "hand" }] }),
      drifted: ["tags.by"],
      replaced: {
        domainName: "example.com",
        subjectAlternativeNames: ["www.example.org"],
        keyAlgorithm: ["EC", "prime256v1"].join("_"),
        validationMethod: "EMAIL",
      },
    },
  ]);
}

/** Cases of the type `CertificateValidation`. */
export async function certificateValidationCases(clients: Clients): Promise<Lifecycle[]> {
  const acm = clients.json("acm");
  const made = await acm.call("RequestCertificate", { DomainName: "example.net", ValidationMethod: "DNS" });
  const certificateArn = needed(made, "CertificateArn");
  return [
    {
      token: "aws:acm/certificateValidation:CertificateValidation",
      small: { certificateArn },
      large: {},
      drift: () => acm.call("DeleteCertificate", { CertificateArn: certificateArn }),
      drifted: [],
      replaced: { certificateArn: `${certificateArn}2`, validationRecordFqdns: ["_a.example.net"] },
      inborn: true,
      unimportable: true,
      once: true,
    },
  ];
}

/** Makes a hosted zone and tells its id. */
export async function makeZone(clients: Clients, name: string): Promise<string> {
  const body =
    `<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>${name}</Name>` +
    `<CallerReference>${name}</CallerReference></CreateHostedZoneRequest>`;
  const made = await clients.route53().call("POST", "/hostedzone", { body });
  return needed(object(made, "HostedZone"), "Id").replace("/hostedzone/", "");
}

/** Cases of the type `Record`. */
export async function recordCases(clients: Clients): Promise<Lifecycle[]> {
  const zoneId = await makeZone(clients, "example.org");
  const validation = { zoneId, name: "_x.example.org.", type: "CNAME" };
  const alias = (name: string) => ({
    zoneId,
    name: "photos.example.org",
    type: "AAAA",
    aliases: [{ name, zoneId: "Z2FDTNDATAQYW2", evaluateTargetHealth: false }],
  });
  const remove = (Name: string, target: string, Type: string) => async (): Promise<unknown> => {
    const change = `<Change><Action>UPSERT</Action><ResourceRecordSet><Name>${Name}</Name><Type>${Type}</Type>${target}</ResourceRecordSet></Change>`;
    const body = `<ChangeResourceRecordSetsRequest><ChangeBatch><Changes>${change}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
    return clients.route53().call("POST", `/hostedzone/${zoneId}/rrset`, { body });
  };
  return [
    {
      token: "aws:route53/record:Record",
      small: { ...validation, ttl: 60, records: ["a.acm-validations.aws."] },
      large: { ...validation, ttl: 300, records: ["b.acm-validations.aws."] },
      drift: remove(
        "_x.example.org",
        "<TTL>5</TTL><ResourceRecords><ResourceRecord><Value>evil.example.</Value></ResourceRecord></ResourceRecords>",
        "CNAME",
      ),
      drifted: ["records[0]", "ttl"],
      replaced: { zoneId: "Z123", name: "_y.example.org." },
    },
    {
      token: "aws:route53/record:Record",
      small: alias("d1.cloudfront.net"),
      large: alias("d2.cloudfront.net"),
      drift: remove(
        "photos.example.org",
        "<AliasTarget><HostedZoneId>Z2FDTNDATAQYW2</HostedZoneId><DNSName>d3.cloudfront.net</DNSName>" +
          "<EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget>",
        "AAAA",
      ),
      drifted: ["aliases[0].evaluateTargetHealth", "aliases[0].name"],
      replaced: { zoneId: "Z123", name: "images.example.org" },
    },
  ];
}

/** Cases of the type `DomainName`. */
export async function domainNameCases(clients: Clients): Promise<Lifecycle[]> {
  const client = await clients.apiGateway();
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
export async function basePathMappingCases(clients: Clients): Promise<Lifecycle[]> {
  const client = await clients.apiGateway();
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
