import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { movedFrom } from "./moved";

/** Arguments of {@link AliasRecords}. */
export interface AliasRecordsArgs {
  /** e.g. `api.example.org`. */
  domainName: string;
  /** Route 53 hosted zone of the domain name. */
  hostedZoneId: string;
  /** Domain name of the AWS resource, and the hosted zone of that name. */
  target: { name: pulumi.Input<string>; zoneId: pulumi.Input<string> };
  /** `AAAA` only if the resource is reachable over IPv6. */
  types: readonly ("A" | "AAAA")[];
}

/** Route 53 alias records from a domain name to an AWS resource. */
export class AliasRecords extends pulumi.ComponentResource {
  constructor(name: string, args: AliasRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:dns:AliasRecords", name, {}, opts);
    for (const type of args.types) {
      new aws.route53.Record(
        `${name}-${type.toLowerCase()}`,
        {
          zoneId: args.hostedZoneId,
          name: args.domainName,
          type,
          aliases: [{ ...args.target, evaluateTargetHealth: false }],
        },
        movedFrom(opts?.parent, this),
      );
    }
    this.registerOutputs({});
  }
}
