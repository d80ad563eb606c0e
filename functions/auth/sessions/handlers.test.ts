/** Login, refresh, logout and the authorizer as AWS calls them, with no more than their grants. */
import type { APIGatewayAuthorizerResult } from "aws-lambda";

import type { Call } from "../../testing/container";
import type { ApiHandler, GatewayEvent } from "../../shared/http";
import { captureOutput } from "../../testing/output";
import { grants, type Grant } from "../../testing/grants";
import { TestStage } from "../../testing/stage";
import type { AuthorizerEvent } from "../authorizer";
import { authResponse, codeSent } from "../routes";

type Authorizer = (event: AuthorizerEvent, context: undefined) => Promise<APIGatewayAuthorizerResult>;

const stage = new TestStage("session-handlers");
const output = captureOutput();
const names = ["register", "login", "verify", "refresh", "logout", "authorizer"] as const;
type Name = (typeof names)[number];
const handlers = {} as Record<Name, ApiHandler>;
/** DynamoDB calls since the test, or its last sign-in. */
let calls: string[] = [];

beforeAll(async () => {
  const before = ({ service, name }: Call): void => {
    if (service === "DynamoDB") calls.push(name);
  };
  for (const name of names) handlers[name] = await stage.container(`auth/${name}`, undefined, { before });
}, 60_000);

beforeEach(() => {
  calls = [];
});

let source = 0;
const METHOD = "arn:aws:execute-api:us-east-1:000000000000:api1/test/GET/users/usr_1/profile";

async function call(name: Name, body: object, over: GatewayEvent = {}, handler = handlers[name]) {
  const sourceIp = `198.51.100.${String(++source % 250)}`;
  const requestContext = { requestId: "req-1", identity: { sourceIp } };
  const answer = await handler({ body: JSON.stringify(body), requestContext, ...over }, undefined);
  return { ...answer, json: JSON.parse(answer.body) as Record<string, unknown> };
}

function authorize(token: string, over: Partial<AuthorizerEvent> = {}, handler = handlers.authorizer) {
  const event = {
    ...{
      methodArn: METHOD,
      httpMethod: "GET",
      resource: "/users/{userId}",
      requestContext: { requestId: "req-2" },
    },
    ...{ headers: { authorization: `Bearer ${token}` }, ...over },
  };
  return (handler as unknown as Authorizer)(event, undefined);
}

let serial = 0;
const nextPhone = () => `+852${String(93000000 + ++serial)}`;

async function signIn(phone = nextPhone()) {
  expect(await call("register", { phoneNumber: phone, name: "Chan Tai Man" })).toMatchObject({
    statusCode: 200,
  });
  const { json } = await call("verify", { phoneNumber: phone, code: await stage.codeFor(phone) });
  calls = [];
  return authResponse.parse(json);
}

test("a known number signs in by login and verify, with one and three DynamoDB calls", async () => {
  const phone = nextPhone();
  const { user } = await signIn(phone);
  const asked = await call("login", { phoneNumber: phone });
  expect(codeSent.parse(asked.json)).toEqual({ message: "A code is on its way.", expiresIn: 300 });
  expect(calls).toEqual(["TransactWriteItems"]);
  const code = await stage.codeFor(phone);
  calls = [];
  const { json } = await call("verify", { phoneNumber: phone, code });
  expect(authResponse.parse(json).user).toEqual(user);
  expect(calls).toEqual(["GetItem", "GetItem", "TransactWriteItems"]);
});

test("login responds alike for an unknown number, with the same calls, but no SMS", async () => {
  const [known, unknown] = [nextPhone(), nextPhone()];
  await signIn(known);
  const outcome = async (phone: string) => {
    calls = [];
    const { statusCode, headers, json } = await call("login", { phoneNumber: phone });
    return { statusCode, headers, json, calls };
  };
  expect(await outcome(unknown)).toEqual(await outcome(known));
  await expect(stage.codeFor(unknown)).rejects.toThrow("no SMS was sent");
  const from = { requestContext: { requestId: "req-1", identity: { sourceIp: "203.0.113.9" } } };
  const verified = async (phone: string) => {
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) {
      const wrong = await call("verify", { phoneNumber: phone, code: String(i).repeat(6) }, from);
      statuses.push(wrong.statusCode);
    }
    return statuses;
  };
  expect(await verified(unknown)).toEqual([401, 401, 401, 429]);
});

test("a refresh token returns new tokens and the user, with two calls", async () => {
  const phone = nextPhone();
  const { user, refreshToken } = await signIn(phone);
  await stage.setStatus(user.userId, "approved");
  const first = await call("refresh", { refreshToken });
  expect(calls).toEqual(["UpdateItem", "GetItem"]);
  const second = authResponse.parse(first.json);
  expect(second.user).toEqual({ ...user, status: "approved" });
  expect(await authorize(second.accessToken)).toMatchObject({ context: { status: "approved" } });
  calls = [];
  const repeat = await call("refresh", { refreshToken });
  expect(authResponse.parse(repeat.json).refreshToken).toBe(second.refreshToken);
  expect(calls).toEqual(["UpdateItem", "GetItem"]);
  const third = authResponse.parse((await call("refresh", { refreshToken: second.refreshToken })).json);
  calls = [];
  const reuse = await call("refresh", { refreshToken });
  expect(reuse).toMatchObject({ statusCode: 401, json: { error: "UNAUTHORIZED" } });
  expect(calls).toEqual(["UpdateItem", "DeleteItem"]);
  expect(await call("refresh", { refreshToken: third.refreshToken })).toMatchObject({ statusCode: 401 });
  await expect(authorize(third.accessToken)).rejects.toThrow(/^Unauthorized$/);
});

test("twenty concurrent refreshes get the same next token, which works", async () => {
  const { refreshToken } = await signIn();
  const all = await Promise.all(Array.from({ length: 20 }, () => call("refresh", { refreshToken })));
  const answers = all.map(({ json }) => authResponse.parse(json));
  expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
  const { accessToken, refreshToken: next } = answers[0]!;
  expect(await authorize(accessToken)).toMatchObject({ context: { status: "pending" } });
  expect(await call("refresh", { refreshToken: next })).toMatchObject({ statusCode: 200 });
});

test("a suspended user gets neither tokens nor access: 403", async () => {
  const { user, accessToken, refreshToken } = await signIn();
  await stage.setStatus(user.userId, "suspended");
  expect(await call("refresh", { refreshToken })).toMatchObject({
    statusCode: 403,
    json: { error: "FORBIDDEN" },
  });
  expect(await authorize(accessToken)).toMatchObject({
    principalId: user.userId,
    policyDocument: { Statement: [{ Effect: "Deny", Resource: `${METHOD.split("/GET")[0] ?? ""}/*` }] },
  });
});

test("logout only ends the caller's session, in one call, whatever token is in the body", async () => {
  const [mine, other] = [await signIn(), await signIn()];
  const { context } = await authorize(mine.accessToken);
  calls = [];
  const requestContext = { requestId: "req-1", ...(context === undefined ? {} : { authorizer: context }) };
  const out = await call("logout", { refreshToken: other.refreshToken }, { requestContext });
  expect(out).toMatchObject({ statusCode: 200, json: { message: "You are signed out." } });
  expect(calls).toEqual(["DeleteItem"]);
  await expect(authorize(mine.accessToken)).rejects.toThrow(/^Unauthorized$/);
  expect(await call("refresh", { refreshToken: mine.refreshToken })).toMatchObject({ statusCode: 401 });
  expect(await call("refresh", { refreshToken: other.refreshToken })).toMatchObject({ statusCode: 200 });
  for (const body of [null, "", "{", "[]", '{"refreshToken":1,"more":true}']) {
    expect(await call("logout", {}, { requestContext, body })).toMatchObject({ statusCode: 200 });
    expect(calls.at(-1)).toBe("DeleteItem");
  }
  expect(await call("logout", {})).toMatchObject({ statusCode: 401 });
});

test("the authorizer allows all routes of the stage and returns the caller, in one call", async () => {
  const { user, accessToken } = await signIn();
  const result = await authorize(accessToken, { headers: { AUTHORIZATION: `bearer ${accessToken}` } });
  expect(calls).toEqual(["BatchGetItem"]);
  expect(result).toEqual({
    principalId: user.userId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Action: "execute-api:Invoke",
          Effect: "Allow",
          Resource: "arn:aws:execute-api:us-east-1:000000000000:api1/test/*",
        },
      ],
    },
    context: {
      ...{ userId: user.userId, role: "user", status: "pending" },
      sessionId: expect.stringMatching(/^ses_/) as string,
    },
  });
});

test("internal failures are logged, and are not 401", async () => {
  const { accessToken } = await signIn();
  const without = (action: string, thing: string): Grant[] =>
    grants["auth/authorizer"].filter((grant) => grant[0] !== action || grant[1] !== thing);
  for (const [action, thing] of grants["auth/authorizer"]) {
    const handler = await stage.container("auth/authorizer", without(action, thing));
    await expect(authorize(accessToken, {}, handler)).rejects.toThrow(/^Authorizer failed$/);
    expect(output.text()).toMatch(/"level":"ERROR".*"route":"authorize GET .*"status":500/);
    expect(output.text()).toContain(action);
  }
  await expect(authorize(accessToken, { methodArn: "?" })).rejects.toThrow(/^Authorizer failed$/);
});

test("logs one line per decision, without token or number", async () => {
  const phone = nextPhone();
  const { user, accessToken, refreshToken } = await signIn(phone);
  await authorize(accessToken);
  await expect(authorize("eyJ.eyJ.x")).rejects.toThrow(/^Unauthorized$/);
  await stage.setStatus(user.userId, "suspended");
  await authorize(accessToken);
  await call("refresh", { refreshToken });
  const route = "authorize GET /users/{userId}";
  const lines = output.lines().filter((line) => !/register|send-code|verify/.test(String(line["route"])));
  expect(lines).toMatchObject([
    { requestId: "req-2", route, status: 200, userId: user.userId },
    { requestId: "req-2", route, status: 401, errorCode: "UNAUTHORIZED" },
    { requestId: "req-2", route, status: 403, errorCode: "FORBIDDEN", userId: user.userId },
    { route: "POST /auth/refresh-token", status: 403 },
  ]);
  expect(lines).toHaveLength(4);
  expect(lines[1]).not.toHaveProperty("userId");
  for (const text of [phone, accessToken, refreshToken, "eyJ", "Chan"])
    expect(output.text()).not.toContain(text);
});

describe("grants", () => {
  type Run = (granted: readonly Grant[]) => Promise<{ statusCode: number; body: string }[]>;
  const runs: Record<"login" | "refresh" | "logout", Run> = {
    login: async (granted) => {
      const phone = nextPhone();
      await signIn(phone);
      const handler = await stage.container("auth/login", granted);
      return [await call("login", { phoneNumber: phone }, {}, handler)];
    },
    refresh: async (granted) => {
      const { refreshToken } = await signIn();
      const handler = await stage.container("auth/refresh", granted);
      const refresh = (token = refreshToken) => call("refresh", { refreshToken: token }, {}, handler);
      const first = await refresh();
      const next = authResponse.safeParse(first.json).data?.refreshToken;
      // A token that was replaced twice ends the session.
      return [first, await refresh(next), await refresh()];
    },
    logout: async (granted) => {
      const handler = await stage.container("auth/logout", granted);
      const authorizer = { userId: "usr_1", role: "user", status: "pending", sessionId: "ses_1" };
      return [await call("logout", {}, { requestContext: { authorizer } }, handler)];
    },
  };
  const cases = (["login", "refresh", "logout"] as const).flatMap((name) =>
    grants[`auth/${name}`].map((grant): [typeof name, Grant] => [name, grant]),
  );

  test.each(cases)("%s fails without %j", async (name, left) => {
    const granted: readonly Grant[] = grants[`auth/${name}`];
    const answers = await runs[name](granted.filter((grant) => grant !== left));
    expect(answers.map(({ statusCode }) => statusCode)).toContain(500);
    expect(output.text()).toContain(left[0] === "sns:Publish" ? "SNS rejected" : left[0]);
    for (const { body } of answers) expect(body).not.toContain("authorized to");
  });
});
