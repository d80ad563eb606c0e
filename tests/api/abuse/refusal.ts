import type { Answer } from "../../testing/support";

/** Words of our code, of its libraries and of AWS that no caller may read. */
const INTERNAL =
  /dynamo|lambda|arn:|node_modules|exception|conditional|\bat \w+ \(|zod|syntaxerror|unexpected token/i;

/** Expects an answer in the shared error shape, without a word of the inside. */
export function expectRefusal(answer: Answer, status: number, error: string): void {
  expect({ status: answer.status, ...answer.body }).toMatchObject({
    status,
    error,
    message: expect.stringMatching(/./) as string,
    requestId: expect.stringMatching(/./) as string,
  });
  const known = ["details", "error", "message", "requestId"];
  expect(Object.keys(answer.body).filter((key) => !known.includes(key))).toEqual([]);
  const { requestId, ...words } = answer.body;
  expect(JSON.stringify(words)).not.toMatch(INTERNAL);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
}
