/** A function works with all of its grants, and fails without any one of them. */
import type { SQSRecord } from "aws-lambda";

import type { ApiHandler } from "../shared/http";
import { parsePhoneKeys } from "../shared/secrets";
import type { SqsHandler } from "../shared/sqs-consumer";
import { grants, type Grant } from "../testing/grants";
import { captureOutput } from "../testing/output";
import { TestStage } from "../testing/stage";
import { sealRequest } from "./codes/queue";

const stage = new TestStage("grants");
const output = captureOutput();
let serial = 0;

function event(body: object) {
  const sourceIp = `198.51.100.${String(serial)}`;
  return { body: JSON.stringify(body), requestContext: { requestId: "r", identity: { sourceIp } } };
}

let sendsCodes: ApiHandler;
beforeAll(async () => {
  sendsCodes = await stage.container("auth/register");
});

/** Registers with these grants. */
async function register(granted: readonly Grant[]) {
  const handler = await stage.container("auth/register", granted);
  return handler(event({ phoneNumber: `+852${String(97200000 + ++serial)}`, name: "Chan" }), undefined);
}

/** Sends a code with these grants. */
async function sendCode(granted: readonly Grant[]) {
  const handler = await stage.container<SqsHandler>("auth/send-code", granted);
  const request = { phone: `+852${String(97100000 + ++serial)}`, name: "Chan" };
  const sealed = sealRequest(parsePhoneKeys(stage.parameters.phone), {
    ...{ ...request, requestedAt: Math.floor(Date.now() / 1000) },
  });
  const Records = [{ messageId: "m", body: JSON.stringify({ request: sealed }) }] as SQSRecord[];
  const { batchItemFailures } = await handler({ Records }, undefined);
  return { statusCode: batchItemFailures.length === 0 ? 200 : 500, body: "" };
}

/** Verifies with these grants. The number gets a user after the code was sent, which uses all of them. */
async function verify(granted: readonly Grant[]) {
  const phoneNumber = `+852${String(97300000 + ++serial)}`;
  await sendsCodes(event({ phoneNumber, name: "Chan" }), undefined);
  const code = await stage.codeFor(phoneNumber);
  await stage.addUser({ phoneNumber });
  const handler = await stage.container("auth/verify", granted);
  return handler(event({ phoneNumber, code }), undefined);
}

describe.each([
  ["auth/register", register],
  ["auth/send-code", sendCode],
  ["auth/verify", verify],
] as const)("%s", (name, run) => {
  const needed: readonly Grant[] = grants[name];

  test("works with its grants", async () => {
    expect((await run(needed)).statusCode).toBe(200);
  });

  test.each(needed.map((grant) => [grant]))("fails without %j", async (left) => {
    const answer = await run(needed.filter((grant) => grant !== left));
    expect(answer.statusCode).toBe(500);
    expect(output.text()).toContain(left[0] === "sns:Publish" ? "SNS rejected" : left[0]);
    expect(answer.body).not.toContain("authorized");
  });
});
