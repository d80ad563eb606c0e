/** For the command that endpoint discovery sends; see `endpoint-discovery.ts`. */
export const DescribeEndpointsCommand = undefined;
