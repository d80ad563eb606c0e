/** For endpoint discovery, which no operation of DynamoDB needs: only Timestream's do. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: (): undefined => undefined,
  default: undefined,
};

export const resolveEndpointDiscoveryConfig = <T>(config: T): T => config;
