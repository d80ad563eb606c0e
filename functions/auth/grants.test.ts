/** A function works with all of its grants, and fails without any one of them. */
import type { ApiHandler } from "../shared/http";
import { grants, type Grant } from "../testing/grants";
import { captureOutput } from "../testing/output";
import { TestStage } from "../testing/stage";

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
  return handler(event({ phoneNumber: `+852${String(91000000 + ++serial)}`, name: "Chan" }), undefined);
}

/** Verifies with these grants. The number gets a user after the code was sent, which uses all of them. */
async function verify(granted: readonly Grant[]) {
  const phoneNumber = `+852${String(92000000 + ++serial)}`;
  await sendsCodes(event({ phoneNumber, name: "Chan" }), undefined);
  await stage.addUser({ phoneNumber });
  const handler = await stage.container("auth/verify", granted);
  return handler(event({ phoneNumber, code: await stage.codeFor(phoneNumber) }), undefined);
}

describe.each([
  ["auth/register", register],
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
