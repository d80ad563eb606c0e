import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";


/** Where certificates of CloudFront have to be. */
export const CLOUDFRONT_REGION = "us-east-1";

/** A domain name of the platform. */
export interface DomainArgs {
  /** e.g. `api.example.org`. */
  domainName: string;
  /** The Route 53 zone in which it is. */
  hostedZoneId: string;
  parent: pulumi.Resource;
}

/**
 * A certificate for a domain name, proven by a record in its zone, which also has it renewed. It resolves when it is
 * issued, some minutes after the first deployment.
 * @param region Default: that of the stage.
 * @returns the certificate's ARN.
 */
export function certificate(
  name: string,
  { domainName, hostedZoneId, parent }: DomainArgs,
  region?: string,
): pulumi.Output<string> {
  const where = region === undefined ? {} : { region };
  const requested = new aws.acm.Certificate(
    `${name}-certificate`,
    { ...where, domainName, validationMethod: "DNS" },
    { parent },
  );
  // One name, hence one proof.
  const proof = requested.domainValidationOptions.apply(([first]) => first);
  const part = (key: "resourceRecordName" | "resourceRecordType" | "resourceRecordValue") =>
    proof.apply((option) => option?.[key] ?? "");
  const record = new aws.route53.Record(
    `${name}-certificate-proof`,
    {
      zoneId: hostedZoneId,
      name: part("resourceRecordName"),
      type: part("resourceRecordType"),
      records: [part("resourceRecordValue")],
      ttl: 300,
      // A certificate that replaces this one has the same proof.
      allowOverwrite: true,
    },
    { parent },
  );
  return new aws.acm.CertificateValidation(
    `${name}-certificate-issued`,
    { ...where, certificateArn: requested.arn, validationRecordFqdns: [record.fqdn] },
    { parent },
  ).certificateArn;
}

/** Where a domain name leads: an address of AWS and the zone that AWS has it in. */
export interface AliasTarget {
  name: pulumi.Input<string>;
  zoneId: pulumi.Input<string>;
}

/** Has a domain name lead to something in AWS, over IPv4 and, where that has an address, IPv6. */
export function aliasRecords(
  name: string,
  { domainName, hostedZoneId, parent }: DomainArgs,
  target: AliasTarget,
  types: readonly ("A" | "AAAA")[],
): void {
  for (const type of types) {
    new aws.route53.Record(
      `${name}-${type.toLowerCase()}`,
      { zoneId: hostedZoneId, name: domainName, type, aliases: [{ ...target, evaluateTargetHealth: false }] },
      { parent },
    );
  }
}
