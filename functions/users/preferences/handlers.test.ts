/** The handlers as Lambda calls them, on an emulator that enforces IAM, with no more than their grants. */
import { newId } from "../../shared/ids";
import { captureOutput } from "../../testing/output";
import { defaultPreferences } from "./preferences";
import { preferences as preferencesSchema } from "../routes";
import { Handlers } from "../../testing/handlers";
import { TestStage } from "../../testing/stage";
import { request } from "../testing/request";

const stage = new TestStage("prefs");
const handlers = new Handlers(stage, captureOutput(), ["users/get-preferences", "users/update-preferences"]);
const call = handlers.call.bind(handlers);

describe("preferences", () => {
  test("are the defaults, overridden by what the user has set", async () => {
    const user = await stage.addUser();
    const read = () => call("users/get-preferences", request(user, "me"));
    expect((await read()).json).toEqual(defaultPreferences);
    expect(preferencesSchema.parse(defaultPreferences)).toEqual(defaultPreferences);
    expect(await stage.get("preferences", user.userId)).toBeUndefined();

    const body = { showPhone: true, notify: { forumPosts: true } };
    const expected = {
      ...defaultPreferences,
      showPhone: true,
      notify: { messages: true, events: true, forumPosts: true },
    };
    expect(await call("users/update-preferences", request(user, "me", { body }))).toMatchObject({
      statusCode: 200,
      json: expected,
    });
    expect(handlers.calls).toEqual(["BatchGetItem", "TransactWriteItems"]);
    expect((await read()).json).toEqual(expected);
    expect(await stage.get("preferences", user.userId)).toEqual({
      ...body,
      userId: user.userId,
      version: 1,
    });
    await call("users/update-preferences", request(user, "me", { body: { notify: { events: false } } }));
    expect((await read()).json).toMatchObject({
      showPhone: true,
      notify: { messages: true, events: false, forumPosts: true },
    });
  });

  test("the primary channel is validated against the stored channels", async () => {
    const user = await stage.addUser();
    const put = (body: object) => call("users/update-preferences", request(user, "me", { body }));
    expect(await put({ primaryChannel: "sms" })).toMatchObject({ statusCode: 400 });
    expect(await put({ enabledChannels: ["sms", "app"] })).toMatchObject({ statusCode: 200 });
    expect(await put({ primaryChannel: "sms" })).toMatchObject({ statusCode: 200 });
    const refused = await put({ enabledChannels: ["app"] });
    expect(refused.json["details"]).toMatchObject([{ field: "primaryChannel" }]);
  });

  test.each([
    [{ enabledChannels: ["app", "app"] }, "enabledChannels"],
    [{ enabledChannels: [] }, "enabledChannels"],
    [{ quietHours: { start: "22:00", end: "08:00", timezone: "Mars/Base" } }, "quietHours.timezone"],
    [{ quietHours: { start: "22:00", end: "08:00", timezone: "+08:00" } }, "quietHours.timezone"],
    [{ quietHours: { start: "24:00", end: "08:00", timezone: "UTC" } }, "quietHours.start"],
    [{ quietHours: { start: "22:00" } }, "quietHours.end"],
    [{ notify: { ads: true } }, "notify.ads"],
    [{ version: 9 }, "version"],
  ])("rejects %j", async (body, field) => {
    const user = await stage.addUser();
    const { statusCode, json } = await call("users/update-preferences", request(user, "me", { body }));
    expect(statusCode).toBe(400);
    expect(json["details"]).toContainEqual(expect.objectContaining({ field }));
    expect(await stage.get("preferences", user.userId)).toBeUndefined();
  });

  test("are not found for unknown users", async () => {
    const admin = { ...(await stage.addUser()), role: "admin" };
    for (const userId of [newId("usr"), "stats#all"]) {
      const body = { showEmail: true };
      expect((await call("users/update-preferences", request(admin, userId, { body }))).statusCode).toBe(404);
      expect((await call("users/get-preferences", request(admin, userId))).statusCode).toBe(404);
      expect(await stage.get("preferences", userId)).toBeUndefined();
    }
  });
});
