/** For the endpoint rules of a client whose service has one endpoint a region; `endpoints.ts` makes the address. */

/** Put in by the plugin, out of the client's own rules, e.g. `dynamodb`. */
declare const ENDPOINT_PREFIX: string;

export const defaultEndpointResolver = () => ({ prefix: ENDPOINT_PREFIX });
