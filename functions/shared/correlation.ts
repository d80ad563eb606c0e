/** Header of requests and responses with the correlation id. */
export const CORRELATION_HEADER = "X-Correlation-Id";

/** The alphabet of ids, limited in length: what callers send is logged, stored and sent on. */
const CORRELATION_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The correlation id that a caller, message or record gives; undefined if it is missing or not valid. */
export function givenCorrelationId(given: string | undefined): string | undefined {
  return given !== undefined && CORRELATION_ID.test(given) ? given : undefined;
}
