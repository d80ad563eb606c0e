/** For `@aws-sdk/credential-provider-node`: in Lambda credentials come in the environment, and nowhere else. */
interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Those of a Lambda sandbox last as long as it does, so there is no expiry. */
export function defaultProvider(): () => Promise<Credentials> {
  return () => {
    const { env } = process;
    const accessKeyId = env["AWS_ACCESS_KEY_ID"];
    const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"];
    const sessionToken = env["AWS_SESSION_TOKEN"];
    if (!accessKeyId || !secretAccessKey) {
      return Promise.reject(new Error("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set"));
    }
    return Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
  };
}
