/**
 * The existing mobile client, which does not change: the requests that its HTTP library sends, and what it reads from
 * the answers. It also has a screen for a password, which this API does not know: it shows the error.
 */
import type { Cloud } from "../../local/cloud";
import { expectCleanLogs } from "../testing/logs";
import type { ApiClient } from "../../functions/shared/api-client";
import type { Outbox } from "../../ops/people";
import { openApi } from "../testing/api";
import { openPlatform, removeTestCloud } from "../testing/support";

/** What the client keeps of a sign-in. A field that is missing or of another type is an error. */
interface AuthData {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
  user: { userId: string; fullName: string; phoneNumber: string; status: string; createdAt: string };
}

/** The error that the client shows: its one text. */
class ShownError extends Error {
  constructor(
    override readonly message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** The client's HTTP layer. Once signed in it sends its token with every request, even after it has expired. */
class MobileClient {
  token: string | undefined;

  constructor(private readonly api: ApiClient) {}

  async register(fullName: string, phoneNumber: string): Promise<{ message: string }> {
    const body = await this.post("/auth/register", { fullName, phoneNumber });
    return { message: text(body, "message") };
  }

  verifySms(phoneNumber: string, code: string): Promise<AuthData> {
    return this.signIn("/auth/verify-sms", { phoneNumber, code });
  }

  refreshToken(refreshToken: string): Promise<AuthData> {
    return this.signIn("/auth/refresh-token", { refreshToken });
  }

  login(phoneNumber: string, password: string): Promise<AuthData> {
    return this.signIn("/auth/login", { phoneNumber, password });
  }

  /** A request of an unknown path. */
  lost(): Promise<unknown> {
    return this.post("/auth/none", {});
  }

  private async signIn(path: string, data: object): Promise<AuthData> {
    const body = await this.post(path, data);
    const user = body["user"] as Record<string, unknown>;
    const createdAt = text(user, "createdAt");
    expect(new Date(createdAt).toISOString()).toBe(createdAt);
    for (const field of ["email", "profilePhotoUrl", "bio", "approvedAt"]) {
      expect(["string", "undefined"]).toContain(typeof user[field]);
    }
    const expiresIn = body["expiresIn"];
    if (!Number.isInteger(expiresIn)) throw new TypeError("expiresIn is not an integer");
    this.token = text(body, "accessToken");
    return {
      ...{ accessToken: this.token, refreshToken: text(body, "refreshToken"), expiresIn: Number(expiresIn) },
      user: {
        ...{ userId: text(user, "userId"), fullName: text(user, "fullName"), createdAt },
        ...{ phoneNumber: text(user, "phoneNumber"), status: text(user, "status") },
      },
    };
  }

  private async post(path: string, data: object): Promise<Record<string, unknown>> {
    const { status, headers, body } = await this.api.raw("POST", path, {
      body: data,
      as: this.token === undefined ? undefined : { accessToken: this.token },
      headers: { accept: "application/json" },
    });
    // The client parses no other type.
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    if (status < 300) return body;
    throw new ShownError(text(body, "message"), status);
  }
}

function text(of: Record<string, unknown>, field: string): string {
  const value = of[field];
  if (typeof value !== "string" || value === "") throw new TypeError(`${field} is not a string`);
  return value;
}

let cloud: Cloud;
let client: MobileClient;
let outbox: Outbox;
/** A refresh token that has been used. */
let used: string;

beforeAll(async () => {
  cloud = await openPlatform();
  const opened = await openApi(cloud);
  client = new MobileClient(opened.sameAddress);
  outbox = opened.outbox;
});
afterAll(async () => {
  await removeTestCloud(cloud);
});

/** As the form's example shows it, with spaces. */
const TYPED = "+852 9123 4567";
const NUMBER = "+85291234567";

const shown = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

test("registering, verifying and refreshing work as the client does them", async () => {
  expect(await client.register("Chan Tai Man", TYPED)).toEqual({
    message: expect.stringMatching(/code/i) as string,
  });
  const code = await outbox.code(NUMBER);

  const signedIn = await client.verifySms(TYPED, code);
  const { user } = signedIn;
  expect(user).toMatchObject({ fullName: "Chan Tai Man", phoneNumber: NUMBER, status: "pending" });

  used = signedIn.refreshToken;
  const refreshed = await client.refreshToken(used);
  expect(refreshed.user).toEqual(user);
  expect(refreshed.refreshToken).not.toBe(signedIn.refreshToken);
  expect(refreshed.expiresIn).toBe(900);

  // It refreshes once its token is useless, and sends the useless token with the request.
  const old = refreshed.accessToken;
  client.token = `${old.slice(0, -4)}AAAA`;
  const next = await client.refreshToken(refreshed.refreshToken);
  expect(next.user).toEqual(user);
  // It lost an answer and repeats the request.
  expect((await client.refreshToken(refreshed.refreshToken)).refreshToken).toBe(next.refreshToken);
});

test("every error has one message to show, whether from a function or the gateway", async () => {
  client.token = undefined;
  const errors = {
    code: await shown(client.verifySms(TYPED, "000000")),
    number: await shown(client.register("Chan Tai Man", "91234567")),
    name: await shown(client.register("C", TYPED)),
    token: await shown(client.refreshToken(used)),
    password: await shown(client.login(TYPED, "secret")),
    path: await shown(client.lost()),
  };
  for (const error of Object.values(errors)) expect(error).toBeInstanceOf(ShownError);
  expect(errors).toMatchObject({
    ...{ code: { status: 401 }, number: { status: 400 }, name: { status: 400 }, token: { status: 401 } },
    ...{ password: { status: 400 }, path: { status: 404 } },
  });
});

test("so has a limit", async () => {
  const sent = await outbox.codes(NUMBER);
  for (let i = sent.length; i < 3; i++) await client.register("Chan Tai Man", TYPED);
  expect(await shown(client.register("Chan Tai Man", TYPED))).toMatchObject({
    status: 429,
    message: expect.stringMatching(/./) as string,
  });
});

test("the logs hold nothing private", async () => {
  await expectCleanLogs(cloud);
});
