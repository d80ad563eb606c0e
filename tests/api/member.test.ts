import { routes } from "../../functions/routes";
import type { Cloud } from "../../local/cloud";
import type { ApiClient } from "../../functions/shared/api-client";
import { me, type Outbox, type People, type Person } from "../../ops/people";
import { openApi, type TestApi } from "../testing/api";
import { expectCleanLogs } from "../testing/logs";
import { PNG } from "../testing/stage";
import { eventually, openPlatform, removeTestCloud } from "../testing/support";

/** From sign-up to deletion: what members, admins and integrations do, over HTTP, with IAM enforced. */
describe("the life of a member", () => {
  let cloud: Cloud;
  let api: ApiClient;
  let people: People;
  let outbox: Outbox;
  let readApiKey: TestApi["readApiKey"];
  let admin: Person;
  let member: Person;

  beforeAll(async () => {
    cloud = await openPlatform();
    ({ api, people, outbox, readApiKey } = await openApi(cloud));
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
  });

  test("a new user waits for approval, and cannot see members", async () => {
    admin = await people.admin();
    member = await people.signUp("陳大文", "+85291212121");
    expect(await api.send(routes.pendingApprovals, { as: member })).toMatchObject({
      status: 403,
      body: { error: "FORBIDDEN" },
    });
    expect(await api.call(routes.getPreferences, { params: me, as: member })).toMatchObject({
      primaryChannel: "app",
      profileVisibility: "classmates",
    });
  });

  test("without a valid token a route answers 401", async () => {
    for (const as of [undefined, { accessToken: "x.y.z" }]) {
      expect(await api.send(routes.getProfile, { params: me, as })).toMatchObject({
        status: 401,
        body: { error: "UNAUTHORIZED" },
      });
    }
  });

  test("an approval shows a masked number, and is announced by SMS", async () => {
    const list = await api.call(routes.pendingApprovals, { as: admin });
    expect(list).toMatchObject({ count: 1, approvals: [{ userId: member.userId, name: "陳大文" }] });
    expect(JSON.stringify(list)).not.toContain("91212121");
    await api.call(routes.updatePreferences, {
      params: me,
      as: member,
      body: {
        primaryChannel: "sms",
        enabledChannels: ["app", "sms"],
        quietHours: { start: "00:00", end: "00:00", timezone: "UTC" },
      },
    });
    const { userId } = member;
    expect(await api.call(routes.approve, { params: { userId }, as: admin, body: {} })).toMatchObject({
      status: "approved",
    });
    await eventually(async () => {
      const [, announcement, ...more] = await outbox.sms("+85291212121");
      if (announcement !== undefined) expect(announcement).toMatch(/approved/i);
      expect(more).toEqual([]);
      return announcement;
    });
  });

  test("a refresh token may be repeated at once; used again later it ends the session", async () => {
    const refresh = (refreshToken: string) => api.send(routes.refresh, { body: { refreshToken } });
    const fresh = await api.call(routes.refresh, { body: { refreshToken: member.refreshToken } });
    expect(fresh.user.status).toBe("approved");
    expect(await refresh(member.refreshToken)).toMatchObject({
      status: 200,
      body: { refreshToken: fresh.refreshToken },
    });
    const next = await api.call(routes.refresh, { body: { refreshToken: fresh.refreshToken } });
    expect((await refresh(member.refreshToken)).status).toBe(401);
    expect((await refresh(next.refreshToken)).status).toBe(401);
    member = await people.signIn("+85291212121");
  });

  test("a profile is changed by its owner only", async () => {
    const body = { bio: "Back in town", email: "chan@example.org" };
    expect(await api.call(routes.updateProfile, { params: me, as: member, body })).toMatchObject({
      fullName: "陳大文",
      bio: "Back in town",
    });
    const params = { userId: admin.userId };
    const other = await api.send(routes.updateProfile, { params, as: member, body: { bio: "Not mine" } });
    expect(other.status).toBe(403);
  });

  test("classrooms are added by an admin, joined by members, and list their members", async () => {
    const body = { year: 1985, grade: "P4", section: "B", teacherName: "Ms Wong" };
    expect((await api.send(routes.createClassroom, { as: member, body })).status).toBe(403);
    expect(await api.send(routes.createClassroom, { as: admin, body })).toMatchObject({
      status: 201,
      body: { classroomId: "1985-P4B" },
    });
    expect(await api.call(routes.listClassrooms, { query: { year: "1985" }, as: member })).toMatchObject({
      count: 1,
    });
    const join = (...classroomIds: string[]) =>
      api.send(routes.addUserClassrooms, { params: me, as: member, body: { classroomIds } });
    expect((await join("1985-P4B", "1985-P4Z")).status).toBe(400);
    expect(await api.call(routes.userClassrooms, { params: me, as: member })).toMatchObject({ count: 0 });
    expect((await join("1985-P4B")).status).toBe(201);
    const params = { classroomId: "1985-P4B" };
    expect(await api.call(routes.listMembers, { params, as: member })).toMatchObject({
      count: 1,
      members: [{ userId: member.userId, name: "陳大文", bio: "Back in town" }],
    });
    await api.call(routes.getProfile, { params: { userId: admin.userId }, as: member });
  });

  test("a photo is uploaded with a form whose size S3 enforces, and is shown through CloudFront", async () => {
    const { uploadUrl, fields, photoKey } = await api.call(routes.requestPhotoUpload, {
      params: me,
      as: member,
      body: { contentType: "image/png", fileSize: 100 },
    });
    const upload = async (bytes: number): Promise<number> => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append("file", new Blob([PNG, new Uint8Array(bytes - PNG.length)], { type: "image/png" }));
      return (await fetch(localUrl(cloud, uploadUrl), { method: "POST", body: form })).status;
    };
    expect(await upload(101)).toBeGreaterThanOrEqual(400);
    expect(await upload(100)).toBeLessThan(300);
    const { photoUrl } = await api.call(routes.completePhotoUpload, {
      params: me,
      as: member,
      body: { photoKey },
    });
    const { photosDomain } = (await cloud.outputs()) as { photosDomain: string };
    expect(photoUrl).toBe(`https://${photosDomain}/${photoKey.replace("uploads/", "profiles/")}`);
  });

  test("integrations read counts with their key, and not without", async () => {
    expect((await api.send(routes.stats)).status).toBe(403);
    expect(await api.call(routes.stats, { apiKey: await readApiKey() })).toEqual({
      ...{ users: 2, approved: 2, classrooms: 1, byYear: { "1985": 1 } },
    });
  });

  test("after a logout the session cannot be refreshed", async () => {
    await api.call(routes.logout, { as: admin });
    const { refreshToken } = admin;
    expect((await api.send(routes.refresh, { body: { refreshToken } })).status).toBe(401);
  });

  test("an account is exported and deleted, and nothing of it is left", async () => {
    expect(await api.call(routes.exportUser, { params: me, as: member })).toMatchObject({
      profile: { fullName: "陳大文", email: "chan@example.org" },
    });
    expect((await api.send(routes.deleteUser, { params: me, as: member })).status).toBe(202);
    const apiKey = await readApiKey();
    await eventually(async () => {
      const { byYear } = await api.call(routes.stats, { apiKey });
      return (byYear["1985"] ?? 0) === 0 ? true : undefined;
    });
    const { refreshToken } = member;
    expect((await api.send(routes.refresh, { body: { refreshToken } })).status).toBe(401);
  });

  test("the logs tell all of this, and nothing private", async () => {
    const lines = await expectCleanLogs(cloud);
    const told = (route: string, userId: string): unknown =>
      lines.find((line) => line.route === route && line.userId === userId && line.status < 300);
    expect(told("POST /auth/approve/{userId}", admin.userId)).toBeDefined();
    expect(told("DELETE /users/{userId}", member.userId)).toBeDefined();
  });
});

/** The same URL on the local cloud: functions sign for the host that they know. */
function localUrl(cloud: Cloud, url: string): string {
  const { pathname, hostname } = new URL(url);
  const bucket = hostname.endsWith("amazonaws.com") ? `/${hostname.split(".")[0] ?? ""}` : "";
  return `${cloud.endpoint}${bucket}${pathname}`;
}
