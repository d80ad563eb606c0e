/** The error by which Lambda says that something does not exist. */
export const notFound = ["ResourceNotFoundException"];
