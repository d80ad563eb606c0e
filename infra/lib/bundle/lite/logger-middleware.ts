/** For the logging of requests and answers through a client's option `logger`: these hold personal data, so nobody sets it. */
export const getLoggerPlugin = () => ({ applyToStack: (): void => {} });

/** Re-exported by an index; used by nobody. */
export const loggerMiddleware = undefined;
export const loggerMiddlewareOptions = undefined;
