import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { movedFrom } from "./moved";

/** Arguments of a {@link Certificate}. */
export interface CertificateArgs {
  /** e.g. `api.example.org`. */
  domainName: string;
  /** Route 53 hosted zone of the domain name. */
  hostedZoneId: string;
  /** CloudFront requires `us-east-1`. Default: the region of the stage. */
  region?: string;
}

/** An ACM certificate, validated and renewed by a DNS record. Issuing takes some minutes. */
export class Certificate extends pulumi.ComponentResource {
  /** ARN of the issued certificate. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:dns:Certificate", name, {}, opts);
    const child = movedFrom(opts?.parent, this);
    const region = args.region === undefined ? {} : { region: args.region };
    const certificate = new aws.acm.Certificate(
      `${name}-certificate`,
      { ...region, domainName: args.domainName, validationMethod: "DNS" },
      child,
    );
    // One domain name has one validation record.
    const option = certificate.domainValidationOptions.apply(([first]) => first);
    const record = new aws.route53.Record(
      `${name}-certificate-proof`,
      {
        zoneId: args.hostedZoneId,
        name: option.apply((validation) => validation?.resourceRecordName ?? ""),
        type: option.apply((validation) => validation?.resourceRecordType ?? ""),
        records: [option.apply((validation) => validation?.resourceRecordValue ?? "")],
        ttl: 300,
        // A replacement of the certificate has the same record.
        allowOverwrite: true,
      },
      child,
    );
    this.arn = new aws.acm.CertificateValidation(
      `${name}-certificate-issued`,
      { ...region, certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
      child,
    ).certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}
