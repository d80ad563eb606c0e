import type { Metric } from "./metric";

/**
 * Metrics of a web ACL, per minute. AWS WAF publishes them under the metric names of the ACL and its rules, and only when
 * they are not 0.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
 * @param webAcl metric name of the ACL. @param rule metric name of the rule.
 */
export function firewallMetrics(webAcl: string, rule: string, region: string) {
  const metric = (metricName: string, label: string, Rule: string): Metric => ({
    namespace: "AWS/WAFV2",
    metricName,
    dimensions: { WebACL: webAcl, Region: region, Rule },
    statistic: "Sum",
    period: 60,
    label,
    unit: "Count",
  });
  return {
    /** Requests that the rate limit blocked. API Gateway does not count them. */
    blocked: metric("BlockedRequests", "Blocked requests", rule),
    /** Requests that no rule blocked. */
    allowed: metric("AllowedRequests", "Allowed requests", "Default_Action"),
  };
}
