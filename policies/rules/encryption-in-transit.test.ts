import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { encryptionInTransit } from "./encryption-in-transit";

const distribution = "cloudfront/distribution:Distribution";
const good = {
  defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https" },
  viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2021" },
  origins: [{ originId: "bucket", domainName: "photos.s3.amazonaws.com" }],
};

resourceCases(encryptionInTransit, [
  { name: "a distribution with TLS", type: distribution, props: good },
  {
    name: "a distribution with the default certificate",
    type: distribution,
    props: { ...good, viewerCertificate: { cloudfrontDefaultCertificate: true } },
  },
  {
    name: "a distribution that accepts plain HTTP",
    type: distribution,
    props: {
      ...good,
      defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" },
      orderedCacheBehaviors: [{ pathPattern: "/a/*", viewerProtocolPolicy: "allow-all" }],
    },
    findings: ["viewerProtocolPolicy::default", "viewerProtocolPolicy::/a/*"],
  },
  {
    name: "a distribution with an old TLS version",
    type: distribution,
    props: { ...good, viewerCertificate: { minimumProtocolVersion: "TLSv1" } },
    findings: ["minimumProtocolVersion"],
  },
  {
    name: "an origin without TLS",
    type: distribution,
    props: {
      ...good,
      origins: [{ originId: "web", customOriginConfig: { originProtocolPolicy: "http-only" } }],
    },
    findings: ["originProtocolPolicy::web"],
  },
  {
    name: "a domain with TLS 1.2",
    type: "apigateway/domainName:DomainName",
    props: { securityPolicy: "TLS_1_2" },
  },
  {
    name: "a domain with an old TLS version",
    type: "apigateway/domainName:DomainName",
    props: { securityPolicy: "TLS_1_0" },
    findings: ["securityPolicy"],
  },
  {
    name: "a domain with an unknown TLS version",
    type: "apigatewayv2/domainName:DomainName",
    props: { domainNameConfiguration: { securityPolicy: unknownString } },
    findings: ["Unknown::domainNameConfiguration.securityPolicy"],
  },
  { name: "an HTTPS listener", type: "lb/listener:Listener", props: { protocol: "HTTPS" } },
  {
    name: "a listener that redirects to HTTPS",
    type: "lb/listener:Listener",
    props: { protocol: "HTTP", defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS" } }] },
  },
  {
    name: "an HTTP listener",
    type: "alb/listener:Listener",
    props: { protocol: "HTTP", defaultActions: [{ type: "forward" }] },
    findings: ["protocol"],
  },
  {
    name: "a cache without TLS",
    type: "elasticache/replicationGroup:ReplicationGroup",
    props: {},
    findings: ["transitEncryptionEnabled"],
  },
  {
    name: "an http subscription",
    type: "sns/topicSubscription:TopicSubscription",
    props: { protocol: "http" },
    findings: ["protocol"],
  },
]);
