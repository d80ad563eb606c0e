/** A saved query of Logs Insights. */
export interface SavedQuery {
  /** Log groups that it reads: all functions of the stage, or the access log of the API. */
  reads: "accessLog" | "functions";
  /** Commands, one a line. Words in capitals are for the reader to replace. */
  query: string;
}

/** The saved queries by name. Their fields are those of the log lines: docs/observability.md. */
export const savedQueries: Readonly<Record<string, SavedQuery>> = {
  "slowest routes": {
    reads: "accessLog",
    query: `stats count() as requests, pct(latencyMs, 50) as p50, pct(latencyMs, 95) as p95,
    pct(integrationLatencyMs, 95) as functionP95, pct(authorizerLatencyMs, 95) as authorizerP95 by method, route
| sort p95 desc
| limit 20`,
  },
  "errors by code": {
    reads: "functions",
    query: `filter status >= 400
| stats count() as responses, max(@timestamp) as latest by status, errorCode, route, failure.name
| sort status desc, responses desc`,
  },
  "journey of one user": {
    reads: "functions",
    query: `filter userId = "USER_ID"
| fields @timestamp, route, status, errorCode, latencyMs, correlation_id, xray_trace_id
| sort @timestamp`,
  },
  "one correlation id": {
    reads: "functions",
    query: `filter correlation_id = "CORRELATION_ID"
| fields @timestamp, function_name, route, status, errorCode, failure.message, xray_trace_id
| sort @timestamp`,
  },
};
