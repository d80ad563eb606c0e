import { UNKNOWN, at, isPlainObject, listOf, type Plain, type PlainObject } from "../lib/plain";
import { resourceRule, type Finding } from "../lib/rule";

type Check = (props: PlainObject) => Finding[];

const finding = (id: string, what: string, fix: string): Finding => ({ id, what, fix });

function cloudfront(props: PlainObject): Finding[] {
  const behaviors = [...listOf(props["defaultCacheBehavior"]), ...listOf(props["orderedCacheBehaviors"])];
  const found = behaviors.flatMap((behavior) => {
    const policy = at(behavior, "viewerProtocolPolicy");
    if (policy === "https-only" || policy === "redirect-to-https") return [];
    const path = at(behavior, "pathPattern");
    const where = typeof path === "string" ? path : "default";
    return [
      finding(
        `viewerProtocolPolicy::${where}`,
        `the distribution accepts plain HTTP (behavior "${where}")`,
        "Set viewerProtocolPolicy to https-only or redirect-to-https.",
      ),
    ];
  });
  const certificate = at(props["viewerCertificate"], "minimumProtocolVersion");
  const own = at(props["viewerCertificate"], "cloudfrontDefaultCertificate") !== true;
  if (own && !(typeof certificate === "string" && /^TLSv1\.[23]/.test(certificate))) {
    found.push(
      finding(
        "minimumProtocolVersion",
        "the distribution accepts protocols older than TLS 1.2",
        "Set viewerCertificate.minimumProtocolVersion to TLSv1.2_2021 or newer.",
      ),
    );
  }
  const origins = listOf(props["origins"]).filter(isPlainObject);
  return [...found, ...origins.flatMap(origin)];
}

function origin(one: PlainObject): Finding[] {
  const custom = one["customOriginConfig"];
  const protocol = at(custom, "originProtocolPolicy");
  if (!isPlainObject(custom) || protocol === "https-only") return [];
  const id = typeof one["originId"] === "string" ? one["originId"] : "origin";
  return [
    finding(
      `originProtocolPolicy::${id}`,
      `the distribution may connect to its origin "${id}" without TLS`,
      "Set customOriginConfig.originProtocolPolicy to https-only.",
    ),
  ];
}

/** Requires a property to have one of these values. An unknown value is a finding. */
function must(property: string, accepted: readonly Plain[], what: string): Check {
  return (props) => {
    const value = at(props, ...property.split("."));
    if (accepted.some((one) => one === value)) return [];
    const id = value === UNKNOWN ? `Unknown::${property}` : property;
    return [finding(id, what, `Set ${property} to ${accepted.map(String).join(" or ")}.`)];
  };
}

function listener(props: PlainObject): Finding[] {
  const protocol = props["protocol"];
  if (typeof protocol === "string" && ["HTTPS", "TLS", "TCP", "UDP", "TCP_UDP"].includes(protocol)) return [];
  const actions = listOf(props["defaultActions"]);
  const redirects = actions.some((action) => at(action, "redirect", "protocol") === "HTTPS");
  return redirects
    ? []
    : [
        finding(
          "protocol",
          "the listener accepts plain HTTP",
          "Set protocol to HTTPS, or redirect to HTTPS.",
        ),
      ];
}

function subscription(props: PlainObject): Finding[] {
  return props["protocol"] === "http"
    ? [finding("protocol", "sends messages to an endpoint without TLS", "Set protocol to https.")]
    : [];
}

const domainPolicy = "the domain accepts protocols older than TLS 1.2";
const tls12 = ["TLS_1_2", "SecurityPolicy_TLS13_1_3_2025_09", "SecurityPolicy_TLS13_1_2_2021_06"];

const checks: Readonly<Record<string, Check>> = {
  "aws:apigateway/domainName:DomainName": must("securityPolicy", tls12, domainPolicy),
  "aws:apigatewayv2/domainName:DomainName": must(
    "domainNameConfiguration.securityPolicy",
    tls12,
    domainPolicy,
  ),
  "aws:cloudfront/distribution:Distribution": cloudfront,
  "aws:elasticache/replicationGroup:ReplicationGroup": must(
    "transitEncryptionEnabled",
    [true],
    "the cache accepts connections without TLS",
  ),
  "aws:alb/listener:Listener": listener,
  "aws:lb/listener:Listener": listener,
  "aws:opensearch/domain:Domain": must(
    "domainEndpointOptions.enforceHttps",
    [true],
    "the domain accepts plain HTTP",
  ),
  "aws:sns/topicSubscription:TopicSubscription": subscription,
};

/** Requires TLS 1.2 on endpoints. Buckets need a policy for that: see `bucket-tls`. */
export const encryptionInTransit = resourceRule({
  name: "encryption-in-transit",
  severity: "high",
  describe: "Endpoints accept TLS 1.2 or newer only.",
  why: "Anybody on the network path can read and change plain HTTP, including tokens and personal data.",
  fix: "Refuse plain HTTP and protocols older than TLS 1.2 on the endpoint.",
  details:
    "Buckets, queues and topics refuse plain HTTP by policy: see `bucket-tls` and `message-tls`. DynamoDB has " +
    "no such setting; the SDKs use HTTPS.",
  appliesTo: Object.keys(checks),
  check: ({ type, props }) => checks[type]?.(props) ?? [],
});
