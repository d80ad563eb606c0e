import { ApiClient, type RawAnswer } from "../../functions/shared/api-client";
import { newAddress, Outbox, People } from "../../ops/people";
import type { Cloud } from "../../local/cloud";
import { seen } from "./private-data";

/** A number of stage local whose first sign-in makes an admin. */
export const ADMIN_PHONE = "+85291000001";

/** What a test needs to use the API of a cloud. */
export interface TestApi {
  /** Each request comes from an address of its own, since limits by address have tests of their own. */
  api: ApiClient;
  /** Sends all requests from one address. */
  sameAddress: ApiClient;
  outbox: Outbox;
  people: People;
  /** The API key of integrations. */
  readApiKey: () => Promise<string>;
}

/** The API of a cloud that is up. The search of the logs knows what it sends and receives. */
export async function openApi(cloud: Cloud): Promise<TestApi> {
  const { apiUrl } = (await cloud.outputs()) as { apiUrl: string };
  const api = new ApiClient(apiUrl, { headers: newAddress, observer: seen });
  const outbox = new Outbox(cloud.endpoint);
  const sameAddress = new ApiClient(apiUrl, { observer: seen });
  const people = new People(api, outbox, ADMIN_PHONE);
  return {
    ...{ api, sameAddress, outbox, people },
    readApiKey: async () => (await cloud.pulumiOk(["stack", "output", "apiKey", "--show-secrets"])).trim(),
  };
}

/** Words of the code, its libraries and AWS that no caller may read. */
const INTERNAL =
  /dynamo|lambda|arn:|node_modules|exception|conditional|\bat \w+ \(|zod|syntaxerror|unexpected token/i;

/** Expects an answer in the shared error shape that says nothing of the implementation. */
export function expectRefusal(
  { status, headers, body }: Pick<RawAnswer, "status" | "headers"> & { body: unknown },
  expectedStatus: number,
  error: string,
): void {
  const message = expect.stringMatching(/./) as string;
  expect({ status, body }).toMatchObject({
    status: expectedStatus,
    body: { error, message, requestId: message },
  });
  const { requestId, ...words } = body as Record<string, unknown>;
  expect(Object.keys(words).filter((key) => !["details", "error", "message"].includes(key))).toEqual([]);
  expect(JSON.stringify(words)).not.toMatch(INTERNAL);
  expect(headers.get("content-type")).toMatch(/^application\/json/);
}
