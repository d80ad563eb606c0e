/** For the filter of what a client's `logger` is given; there is none. */
export const schemaLogFilter = (_schema: unknown, data: unknown): unknown => data;
