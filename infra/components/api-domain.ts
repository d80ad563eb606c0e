import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { movedFrom } from "./moved";

/** Arguments of an {@link ApiDomain}. */
export interface ApiDomainArgs {
  /** e.g. `api.example.org`. */
  domainName: string;
  certificateArn: pulumi.Input<string>;
  /** The API stage that the domain name serves. */
  stage: aws.apigateway.Stage;
}

/** A custom domain name of an API stage. */
export class ApiDomain extends pulumi.ComponentResource {
  readonly domain: aws.apigateway.DomainName;
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ApiDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:api:ApiDomain", name, {}, opts);
    const child = movedFrom(opts?.parent, this);
    this.domain = new aws.apigateway.DomainName(
      `${name}-domain`,
      {
        domainName: args.domainName,
        regionalCertificateArn: args.certificateArn,
        endpointConfiguration: { types: "REGIONAL" },
        securityPolicy: "TLS_1_2",
      },
      child,
    );
    const mapping = new aws.apigateway.BasePathMapping(
      `${name}-domain-mapping`,
      {
        domainName: this.domain.domainName,
        restApi: args.stage.restApi,
        stageName: args.stage.stageName,
      },
      child,
    );
    this.url = pulumi.interpolate`https://${mapping.domainName}`;
    this.registerOutputs({ url: this.url });
  }
}
