/** API Gateway's not-found error. */
export const notFound = ["NotFoundException"];
