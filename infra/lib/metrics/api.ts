import type { MathMetric, Metric } from "./metric";

/**
 * Metrics of one stage of a REST API, per minute. They count every request, including those that API Gateway rejects
 * itself, but not those that the firewall blocks.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function apiMetrics(apiName: string, stageName: string) {
  const metric = (metricName: string, label: string, more: Pick<Metric, "statistic" | "unit">): Metric => ({
    namespace: "AWS/ApiGateway",
    metricName,
    dimensions: { ApiName: apiName, Stage: stageName },
    period: 60,
    label,
    ...more,
  });
  const requests = metric("Count", "Requests", { statistic: "Sum", unit: "Count" });
  const clientErrors = metric("4XXError", "4xx responses", { statistic: "Sum", unit: "Count" });
  const serverErrors = metric("5XXError", "5xx responses", { statistic: "Sum", unit: "Count" });
  const latency = (statistic: Metric["statistic"]): Metric =>
    metric("Latency", `Latency ${statistic}`, { statistic, unit: "Milliseconds" });
  return {
    /** Requests. */
    requests,
    /** Responses with status 4xx. */
    clientErrors,
    /** Responses with status 5xx. */
    serverErrors,
    /** Milliseconds from the request's arrival to the response, with the authorizer and the function. */
    latency: { average: latency("Average"), p50: latency("p50"), p95: latency("p95"), p99: latency("p99") },
    /** Milliseconds that the function takes, without the gateway's own time. */
    integrationLatency: metric("IntegrationLatency", "Function p95", {
      statistic: "p95",
      unit: "Milliseconds",
    }),
    /** Percentage of responses with status 5xx. @param minimum with fewer requests in the period, it is 0. */
    serverErrorShare: (minimum = { requests: 0 }): MathMetric => ({
      expression: `IF(requests >= ${String(minimum.requests)}, 100 * errors / requests, 0)`,
      metrics: { errors: serverErrors, requests },
      label: "5xx share",
      unit: "Percent",
      period: 60,
    }),
  };
}
