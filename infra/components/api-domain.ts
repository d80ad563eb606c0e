import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage, type StageConfig } from "../config";
import { aliasRecords, certificate } from "./domain";

/**
 * Has an API answer under a domain name of its own.
 * @returns its URL, which leads there once all of it is made.
 */
export function apiDomain(
  name: string,
  apiStage: aws.apigateway.Stage,
  { api: domainName, hostedZoneId }: NonNullable<StageConfig["domains"]>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const place = { domainName, hostedZoneId, parent };
  const domain = new aws.apigateway.DomainName(
    `${name}-domain`,
    {
      domainName,
      regionalCertificateArn: certificate(name, place),
      endpointConfiguration: { types: "REGIONAL" },
      securityPolicy: "TLS_1_2",
    },
    { parent },
  );
  const mapping = new aws.apigateway.BasePathMapping(
    `${name}-domain-mapping`,
    { domainName: domain.domainName, restApi: apiStage.restApi, stageName: apiStage.stageName },
    { parent },
  );
  // API Gateway answers over IPv4 alone.
  aliasRecords(name, place, { name: domain.regionalDomainName, zoneId: domain.regionalZoneId }, ["A"]);
  return pulumi.interpolate`https://${mapping.domainName}`;
}
