/** The handlers as Lambda calls them, on an emulator that enforces IAM, with no more than their grants. */
import { newId } from "../../shared/ids";
import { captureOutput } from "../../testing/output";
import { getProfile } from "../routes";
import { Handlers } from "../../testing/handlers";
import { TestStage } from "../../testing/stage";
import { request } from "../testing/request";

const stage = new TestStage("profile");
const handlers = new Handlers(stage, captureOutput(), ["users/get-profile", "users/update-profile"]);
const call = handlers.call.bind(handlers);

const classroom = (userId: string, classroomId: string) =>
  stage.put("memberships", { userId, classroomId, role: "student", addedAt: "2027-01-16T08:00:00.000Z" });

describe("a profile", () => {
  const contacts = { email: "tai@example.org", bio: "Hello", approvedAt: "2027-01-16T08:00:00.000Z" };
  const open = { version: 1, showPhone: true, showEmail: true };

  /** Fields that a member sees of a user with these preferences. */
  async function seen(chosen: object | undefined, inCommon: boolean) {
    const [viewer, user] = [
      await stage.addUser(),
      await stage.addUser({ ...contacts, photoKey: "profiles/x/1.jpg" }),
    ];
    if (chosen !== undefined) await stage.put("preferences", { userId: user.userId, ...chosen });
    await classroom(viewer.userId, "1985-P4B");
    await classroom(viewer.userId, "1986-P5B");
    await classroom(user.userId, inCommon ? "1986-P5B" : "1986-P5C");
    const { statusCode, json } = await call("users/get-profile", request(viewer, user.userId));
    expect(statusCode).toBe(200);
    expect(getProfile.responses[200].schema.parse(json)).toEqual(json);
    const shown = ["profilePhotoUrl", "bio", "approvedAt", "email", "phoneNumber"].filter(
      (key) => key in json,
    );
    if ("phoneNumber" in json) expect(json["phoneNumber"]).toBe(user.phoneNumber);
    return shown;
  }

  const profile = ["profilePhotoUrl", "bio", "approvedAt"];
  test.each<[string, object | undefined, boolean, string[]]>([
    ["by default, to classmates", undefined, true, profile],
    ["by default, to others", undefined, false, ["profilePhotoUrl"]],
    ["open to classmates, to classmates", { ...open }, true, [...profile, "email", "phoneNumber"]],
    ["open to classmates, to others", { ...open }, false, ["profilePhotoUrl"]],
    ["public, to others", { profileVisibility: "public" }, false, profile],
    ["public with e-mail", { profileVisibility: "public", showEmail: true }, false, [...profile, "email"]],
    [
      "public with number",
      { profileVisibility: "public", showPhone: true },
      false,
      [...profile, "phoneNumber"],
    ],
    ["for connections, to classmates", { ...open, profileVisibility: "connections" }, true, []],
    ["for connections, to others", { ...open, profileVisibility: "connections" }, false, []],
  ])("%s", async (_name, chosen, inCommon, shown) => {
    expect(await seen(chosen, inCommon)).toEqual(shown);
    expect(handlers.calls).toEqual(["Query", "BatchGetItem"]);
  });

  test("a member without classrooms sees the card", async () => {
    const [viewer, user] = [await stage.addUser(), await stage.addUser(contacts)];
    await classroom(user.userId, "1985-P4B");
    const { json } = await call("users/get-profile", request(viewer, user.userId));
    expect(json).not.toHaveProperty("bio");
  });

  test("is complete for the user and admins, in one call", async () => {
    const user = await stage.addUser({ ...contacts, photoKey: "profiles/x/1.jpg" });
    await stage.put("preferences", { userId: user.userId, profileVisibility: "connections" });
    const admin = { ...(await stage.addUser()), role: "admin" };
    for (const event of [request(user, "me"), request(user, user.userId), request(admin, user.userId)]) {
      const { json } = await call("users/get-profile", event);
      const { userId, fullName, status, role, createdAt, phoneNumber } = user;
      expect(json).toEqual({
        ...{ userId, fullName, status, role, createdAt, phoneNumber, ...contacts },
        profilePhotoUrl: "https://photos.example.org/profiles/x/1.jpg",
      });
      expect(handlers.calls).toEqual(["GetItem"]);
    }
  });

  test.each(["pending", "suspended", "rejected"] as const)(
    "%s users are visible to admins only",
    async (status) => {
      const [viewer, user] = [await stage.addUser(), await stage.addUser({ status })];
      expect((await call("users/get-profile", request(viewer, user.userId))).statusCode).toBe(404);
      const admin = { ...viewer, role: "admin" };
      expect((await call("users/get-profile", request(admin, user.userId))).statusCode).toBe(200);
    },
  );

  test("other items, malformed and unknown ids are not found", async () => {
    const user = await stage.addUser();
    await stage.put("users", { userId: "stats#all", users: 7, version: 1 });
    for (const role of ["user", "admin"]) {
      for (const id of [`phone#${user.phoneHash}`, "stats#all", "../x", "usr_", newId("usr")]) {
        const answer = await call("users/get-profile", request({ ...user, role }, id));
        expect(answer).toMatchObject({ statusCode: 404, json: { error: "NOT_FOUND" } });
      }
    }
  });

  test("pending users have no access", async () => {
    const [viewer, user] = [await stage.addUser({ status: "pending" }), await stage.addUser()];
    expect((await call("users/get-profile", request(viewer, user.userId))).statusCode).toBe(403);
  });
});

describe("changing a profile", () => {
  test("normalises, stores and returns the values, and increments the version", async () => {
    const user = await stage.addUser({ bio: "old" });
    const body = {
      name: "  Chan \t Siu\u0000 Ming ",
      bio: "Line\r\ntwo\u0007 陳",
      email: "ming@example.org",
    };
    const { statusCode, json } = await call("users/update-profile", request(user, "me", { body }));
    expect(statusCode).toBe(200);
    const changed = { fullName: "Chan Siu Ming", bio: "Line\ntwo 陳", email: "ming@example.org" };
    expect(json).toMatchObject({ ...changed, phoneNumber: user.phoneNumber });
    expect(await stage.get("users", user.userId)).toMatchObject({ ...changed, version: 2 });
    expect(handlers.calls).toEqual(["UpdateItem"]);
  });

  test("an empty bio clears it, and other fields stay unchanged", async () => {
    const user = await stage.addUser({ bio: "old", email: "a@example.org" });
    const { json } = await call("users/update-profile", request(user, "me", { body: { bio: "" } }));
    expect(json).not.toHaveProperty("bio");
    expect(json).toMatchObject({ email: "a@example.org", fullName: user.fullName });
    const item = await stage.get("users", user.userId);
    expect(item).not.toHaveProperty("bio");
    expect(item).toMatchObject({ phone: user.phone, phoneHash: user.phoneHash });
  });

  test("an empty address clears it, and a later one is accepted", async () => {
    const user = await stage.addUser({ bio: "old", email: "a@example.org" });
    const { json } = await call(
      "users/update-profile",
      request(user, "me", { body: { email: "", bio: "" } }),
    );
    expect(json).toMatchObject({ fullName: user.fullName });
    const item = await stage.get("users", user.userId);
    for (const field of ["email", "bio"]) {
      expect(json).not.toHaveProperty(field);
      expect(item).not.toHaveProperty(field);
    }
    // Clearing again changes nothing.
    expect(
      (await call("users/update-profile", request(user, "me", { body: { email: "" } }))).statusCode,
    ).toBe(200);
    const again = await call(
      "users/update-profile",
      request(user, "me", { body: { email: "b@example.org" } }),
    );
    expect(again.json).toMatchObject({ email: "b@example.org" });
  });

  test("changes the name of a pending approval, but not of a decided one", async () => {
    const user = await stage.addUser({ status: "pending" });
    await stage.put("approvals", { userId: user.userId, name: "Old", status: "pending" });
    await call("users/update-profile", request(user, "me", { body: { name: "New Name" } }));
    expect(await stage.get("approvals", user.userId)).toMatchObject({ name: "New Name" });

    await stage.put("approvals", { userId: user.userId, name: "Old", status: "approved" });
    await call("users/update-profile", request(user, "me", { body: { name: "Newer" } }));
    expect(await stage.get("approvals", user.userId)).toMatchObject({ name: "Old" });
    const stranger = await stage.addUser({ status: "pending" });
    await call("users/update-profile", request(stranger, "me", { body: { name: "Newer" } }));
    expect(await stage.get("approvals", stranger.userId)).toBeUndefined();
  });

  test("is allowed for the user and admins only, and creates no users", async () => {
    const [user, other] = [await stage.addUser(), await stage.addUser()];
    const body = { bio: "mine" };
    expect((await call("users/update-profile", request(other, user.userId, { body }))).statusCode).toBe(403);
    const admin = { ...other, role: "admin" };
    expect((await call("users/update-profile", request(admin, user.userId, { body }))).statusCode).toBe(200);
    await stage.put("users", { userId: "stats#all", users: 7, version: 1 });
    for (const id of ["stats#all", `phone#${user.phoneHash}`, newId("usr")]) {
      expect((await call("users/update-profile", request(admin, id, { body }))).statusCode).toBe(404);
    }
    expect(await stage.get("users", "stats#all")).not.toHaveProperty("bio");
  });

  test.each([
    [{}, "body"],
    [{ name: " \t x " }, "name"],
    [{ name: "x".repeat(101) }, "name"],
    [{ bio: "x".repeat(201) }, "bio"],
    [{ email: "none" }, "email"],
    [{ email: " " }, "email"],
    [{ email: null }, "email"],
    [{ email: `${"x".repeat(250)}@example.org` }, "email"],
    // RFC 5321: 64 characters before the @. RFC 1035: 63 in each part of the domain.
    [{ email: `${"x".repeat(65)}@example.org` }, "email"],
    [{ email: `x@${"y".repeat(64)}.org` }, "email"],
    [{ email: `x@example.${"y".repeat(64)}` }, "email"],
    [{ email: "x@example-.org" }, "email"],
    [{ name: "\u0301\u0308" }, "name"],
    [{ name: "e\u0301" }, "name"],
    [{ bio: "x", role: "admin" }, "role"],
    [{ bio: "x", status: "approved" }, "status"],
  ])("rejects %j", async (body, field) => {
    const { statusCode, json } = await call(
      "users/update-profile",
      request(await stage.addUser(), "me", { body }),
    );
    expect(statusCode).toBe(400);
    expect(json["details"]).toMatchObject([{ field }]);
  });

  const addresses = [`${"x".repeat(64)}@example.org`, `x@${"y".repeat(63)}.org`, `x@${"y.".repeat(124)}org`];
  test.each<[object, object]>([
    [{ name: "李" }, { fullName: "李" }],
    [{ bio: "e\u0301".repeat(200) }, { bio: "é".repeat(200) }],
    ...addresses.map((email): [object, object] => [{ email }, { email }]),
  ])("accepts %j", async (body, kept) => {
    const user = await stage.addUser();
    expect((await call("users/update-profile", request(user, "me", { body }))).statusCode).toBe(200);
    expect(await stage.get("users", user.userId)).toMatchObject(kept);
  });
});
