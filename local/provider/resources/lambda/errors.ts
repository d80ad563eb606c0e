/** Lambda's not-found error. */
export const notFound = ["ResourceNotFoundException"];
