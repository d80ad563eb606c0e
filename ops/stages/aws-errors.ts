import { UserError } from "../../common/errors";

/**
 * Runs calls of AWS. Errors of AWS, and of the connection to it, become errors without a stack trace.
 * @param remedy what the user can do after AWS has refused a call.
 * @throws UserError
 */
export async function withAwsErrors<T>(work: () => Promise<T>, remedy: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    const { code = error.message } = error as NodeJS.ErrnoException;
    if (/ECONNREFUSED|ENOTFOUND/.test(code)) {
      const endpoint = process.env["AWS_ENDPOINT_URL"] ?? "AWS";
      throw new UserError(`no answer from ${endpoint}`, "Is the local cloud running? npm start");
    }
    if (error.name === "CredentialsProviderError")
      throw new UserError("no AWS credentials", "Sign in, e.g. with AWS_PROFILE=<name>.");
    if ("$metadata" in error) throw new UserError(`AWS refused: ${error.name}: ${error.message}`, remedy);
    throw error;
  }
}
