import type { Cloud } from "../../local/cloud";
import { expectCleanLogs } from "../testing/logs";
import { call, eventually, openPlatform, removeTestCloud, sentCodes, type Answer } from "../testing/support";

jest.setTimeout(240_000);

interface SignedIn {
  userId: string;
  accessToken: string;
  refreshToken: string;
}

/** From the first sign-in to the last: what members, admins and integrations do, over HTTP, with IAM enforced. */
describe("the life of a member", () => {
  let cloud: Cloud;
  let outputs: Record<string, unknown>;
  let admin: SignedIn;
  let member: SignedIn;
  let addresses = 0;

  const api = (method: string, path: string, token?: string, body?: unknown): Promise<Answer> =>
    call(`${String(outputs["apiUrl"])}${path}`, method, body, {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      // Each call from an address of its own: the limits by address are tried elsewhere.
      "x-forwarded-for": `203.0.113.${String(++addresses)}`,
    });

  async function signIn(phoneNumber: string, name: string): Promise<SignedIn> {
    expect(await api("POST", "/auth/register", undefined, { phoneNumber, name })).toMatchObject({
      status: 200,
    });
    const code = (await sentCodes(cloud, phoneNumber)).at(-1);
    const { status, body } = await api("POST", "/auth/verify", undefined, { phoneNumber, code });
    expect(status).toBe(200);
    const { userId } = body["user"] as { userId: string };
    return { userId, accessToken: String(body["accessToken"]), refreshToken: String(body["refreshToken"]) };
  }

  beforeAll(async () => {
    cloud = await openPlatform();
    outputs = JSON.parse(
      await cloud.pulumiOk(["stack", "output", "--json", "--show-secrets"]),
    ) as typeof outputs;
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
  });

  test("who signs in first waits for approval, and may not see members", async () => {
    admin = await signIn("+85290000001", "First Admin");
    member = await signIn("+85291111111", "陳大文");
    expect(await api("GET", "/auth/pending-approvals", member.accessToken)).toMatchObject({
      status: 403,
      body: { error: "FORBIDDEN" },
    });
    expect(await api("GET", "/users/me/preferences", member.accessToken)).toMatchObject({
      status: 200,
      body: { primaryChannel: "app", profileVisibility: "classmates" },
    });
  });

  test("without a token, or with one that is none, a route says 401", async () => {
    expect(await api("GET", "/users/me")).toMatchObject({ status: 401, body: { error: "UNAUTHORIZED" } });
    expect(await api("GET", "/users/me", "x.y.z")).toMatchObject({
      status: 401,
      body: { error: "UNAUTHORIZED" },
    });
  });

  test("an approval is shown with a masked number, decided once, and told by SMS", async () => {
    const { body } = await api("GET", "/auth/pending-approvals", admin.accessToken);
    expect(body).toMatchObject({ count: 1, approvals: [{ userId: member.userId, name: "陳大文" }] });
    expect(JSON.stringify(body)).not.toContain("91111111");
    await api("PUT", "/users/me/preferences", member.accessToken, {
      primaryChannel: "sms",
      enabledChannels: ["app", "sms"],
      quietHours: { start: "00:00", end: "00:00", timezone: "UTC" },
    });
    expect(await api("POST", `/auth/approve/${member.userId}`, admin.accessToken, {})).toMatchObject({
      status: 200,
      body: { status: "approved" },
    });
    const before = (await sentCodes(cloud, "+85291111111")).length;
    expect(before).toBe(1);
    await eventually(async () => {
      const url = `${cloud.endpoint}/_ministack/sns/sms-messages?phoneNumber=%2B85291111111`;
      return /approved/i.test(await (await fetch(url)).text()) || undefined;
    });
  });

  test("a refresh token works once; used again it ends the session", async () => {
    const first = await api("POST", "/auth/refresh-token", undefined, { refreshToken: member.refreshToken });
    expect(first).toMatchObject({ status: 200, body: { user: { status: "approved" } } });
    const again = await api("POST", "/auth/refresh-token", undefined, { refreshToken: member.refreshToken });
    expect(again.status).toBe(401);
    const newest = await api("POST", "/auth/refresh-token", undefined, {
      refreshToken: first.body["refreshToken"],
    });
    expect(newest.status).toBe(401);
    expect((await api("POST", "/auth/login", undefined, { phoneNumber: "+85291111111" })).status).toBe(200);
    const code = (await sentCodes(cloud, "+85291111111")).at(-1);
    const { body } = await api("POST", "/auth/verify-sms", undefined, { phoneNumber: "+85291111111", code });
    member = {
      ...member,
      accessToken: String(body["accessToken"]),
      refreshToken: String(body["refreshToken"]),
    };
  });

  test("a profile is changed by its owner, and by nobody else", async () => {
    expect(
      await api("PUT", "/users/me/profile", member.accessToken, {
        bio: "Back in town",
        email: "chan@example.org",
      }),
    ).toMatchObject({ status: 200, body: { fullName: "陳大文", bio: "Back in town" } });
    expect(
      await api("PUT", `/users/${admin.userId}/profile`, member.accessToken, { bio: "Not mine" }),
    ).toMatchObject({ status: 403 });
  });

  test("classrooms are added by an admin, joined by members, and list their members", async () => {
    const classroom = { year: 1985, grade: "P4", section: "B", teacherName: "Ms Wong" };
    expect(await api("POST", "/classrooms", member.accessToken, classroom)).toMatchObject({ status: 403 });
    expect(await api("POST", "/classrooms", admin.accessToken, classroom)).toMatchObject({
      status: 201,
      body: { classroomId: "1985-P4B" },
    });
    expect(await api("GET", "/classrooms?year=1985", member.accessToken)).toMatchObject({
      status: 200,
      body: { count: 1 },
    });
    const unknown = { classroomIds: ["1985-P4B", "1985-P4Z"] };
    expect(await api("POST", "/users/me/classrooms", member.accessToken, unknown)).toMatchObject({
      status: 400,
    });
    expect(await api("GET", "/users/me/classrooms", member.accessToken)).toMatchObject({
      body: { count: 0 },
    });
    const known = { classroomIds: ["1985-P4B"] };
    expect(await api("POST", "/users/me/classrooms", member.accessToken, known)).toMatchObject({
      status: 201,
    });
    expect(await api("GET", "/classrooms/1985-P4B/members", member.accessToken)).toMatchObject({
      status: 200,
      body: { count: 1, members: [{ userId: member.userId, name: "陳大文", bio: "Back in town" }] },
    });
    expect(await api("GET", `/users/${admin.userId}`, member.accessToken)).toMatchObject({ status: 200 });
  });

  test("a photo is uploaded by a form that S3 holds it against, and shown through CloudFront", async () => {
    const asked = await api("POST", "/users/me/profile-photo", member.accessToken, {
      contentType: "image/png",
      fileSize: 100,
    });
    expect(asked.status).toBe(200);
    const { uploadUrl, fields, photoKey } = asked.body as {
      uploadUrl: string;
      fields: Record<string, string>;
      photoKey: string;
    };
    const upload = async (bytes: number): Promise<number> => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append("file", new Blob([new Uint8Array(bytes)], { type: "image/png" }));
      return (await fetch(localUrl(cloud, uploadUrl), { method: "POST", body: form })).status;
    };
    expect(await upload(101)).toBeGreaterThanOrEqual(400);
    expect(await upload(100)).toBeLessThan(300);
    const shown = await api("PUT", "/users/me/profile-photo-complete", member.accessToken, { photoKey });
    expect(shown).toMatchObject({ status: 200 });
    expect(String(shown.body["photoUrl"])).toBe(`https://${String(outputs["photosDomain"])}/${photoKey}`);
  });

  test("integrations count with their key, and not without", async () => {
    const url = `${String(outputs["apiUrl"])}/integrations/stats`;
    expect(await call(url, "GET")).toMatchObject({ status: 403 });
    expect(await call(url, "GET", undefined, { "x-api-key": String(outputs["apiKey"]) })).toMatchObject({
      status: 200,
      body: { users: 2, approved: 2, classrooms: 1, byYear: { "1985": 1 } },
    });
  });

  test("who logs out is out", async () => {
    expect(await api("POST", "/auth/logout", admin.accessToken, {})).toMatchObject({ status: 200 });
    expect(
      await api("POST", "/auth/refresh-token", undefined, { refreshToken: admin.refreshToken }),
    ).toMatchObject({ status: 401 });
  });

  test("an account is exported and deleted, and nothing of it is left", async () => {
    expect(await api("GET", "/users/me/export", member.accessToken)).toMatchObject({
      status: 200,
      body: { profile: { fullName: "陳大文", email: "chan@example.org" } },
    });
    expect(await api("DELETE", "/users/me", member.accessToken)).toMatchObject({ status: 202 });
    const url = `${String(outputs["apiUrl"])}/integrations/stats`;
    await eventually(async () => {
      const { body } = await call(url, "GET", undefined, { "x-api-key": String(outputs["apiKey"]) });
      return ((body["byYear"] as Record<string, number>)["1985"] ?? 0) === 0 ? true : undefined;
    });
    expect(
      await api("POST", "/auth/refresh-token", undefined, { refreshToken: member.refreshToken }),
    ).toMatchObject({ status: 401 });
  });

  test("the logs tell all of this, and nothing private", async () => {
    const lines = await expectCleanLogs(cloud);
    const told = (route: string, userId: string): unknown =>
      lines.find((line) => line.route === route && line.userId === userId && line.status < 300);
    expect(told("POST /auth/approve/{userId}", admin.userId)).toBeDefined();
    expect(told("DELETE /users/{userId}", member.userId)).toBeDefined();
  });
});

/** The same place on the local cloud: a function signs for the host that it knows. */
function localUrl(cloud: Cloud, url: string): string {
  const { pathname, hostname } = new URL(url);
  const bucket = hostname.endsWith("amazonaws.com") ? `/${hostname.split(".")[0] ?? ""}` : "";
  return `${cloud.endpoint}${bucket}${pathname}`;
}
