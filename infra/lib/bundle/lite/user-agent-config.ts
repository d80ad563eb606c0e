/** For the user agent's settings: as given, without a check of their length. */
import { normalizeProvider } from "@smithy/core/transport";

interface UserAgentSettings {
  userAgentAppId?: string | (() => Promise<string | undefined>);
  customUserAgent?: string | string[][];
}

export const DEFAULT_UA_APP_ID = undefined;

export function resolveUserAgentConfig<T extends UserAgentSettings>(config: T): T {
  const { customUserAgent, userAgentAppId } = config;
  return Object.assign(config, {
    customUserAgent: typeof customUserAgent === "string" ? [[customUserAgent]] : customUserAgent,
    userAgentAppId: normalizeProvider(userAgentAppId),
  });
}
