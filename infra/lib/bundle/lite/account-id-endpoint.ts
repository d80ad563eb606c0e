/** For endpoints that carry an account id (`<account>.ddb.<region>…`). The environment of Lambda names no account, so they are not used. */
export const NODE_ACCOUNT_ID_ENDPOINT_MODE_CONFIG_OPTIONS = {
  environmentVariableSelector: (): undefined => undefined,
  default: "disabled",
};

export const resolveAccountIdEndpointModeConfig = <T>(config: T): T => config;
