/** The error by which API Gateway says that something does not exist. */
export const notFound = ["NotFoundException"];
