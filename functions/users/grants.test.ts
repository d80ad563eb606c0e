/** A function works with all of its grants, and fails without any one of them. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import type { GatewayEvent } from "../shared/http";
import { newId } from "../shared/ids";
import { archiveKey, newPhotoKey } from "../shared/photos";
import { captureOutput } from "../testing/output";
import { grants, type Grant } from "../testing/grants";
import { TestStage } from "../testing/stage";
import { request } from "./testing/request";
import { putPhoto } from "./testing/storage";

type Entry = Exclude<Extract<keyof typeof grants, `users/${string}`>, "users/request-photo-upload">;
type Person = Awaited<ReturnType<TestStage["addUser"]>>;

const stage = new TestStage("grants");
const output = captureOutput();

const call =
  (entry: Entry, event: (user: Person) => GatewayEvent | Promise<GatewayEvent>) =>
  async (granted: readonly Grant[]): Promise<boolean> => {
    const event_ = await event(await stage.addUser({ status: "pending" }));
    const handler = await stage.container(entry, granted);
    const { statusCode } = await handler(event_, undefined);
    return statusCode < 300 && !output.text().includes("photoNotArchived");
  };

/** Runs each function so that it uses all of its grants. @returns whether it succeeded. */
const works: Record<Entry, (granted: readonly Grant[]) => Promise<boolean>> = {
  "users/get-profile": async (granted) => {
    const user = await stage.addUser();
    const viewer = await stage.addUser();
    for (const { userId } of [user, viewer]) {
      await stage.put("memberships", { userId, classroomId: "1985-P4B" });
    }
    const handler = await stage.container("users/get-profile", granted);
    const answers = [
      await handler(request(user, "me"), undefined),
      await handler(request(viewer, user.userId), undefined),
    ];
    return answers.every(({ statusCode }) => statusCode === 200);
  },
  "users/update-profile": call("users/update-profile", async (user) => {
    await stage.put("approvals", { userId: user.userId, name: "Chan", status: "pending" });
    return request(user, "me", { body: { name: "New" } });
  }),
  "users/complete-photo-upload": call("users/complete-photo-upload", async (user) => {
    const [before, next] = [newPhotoKey(user.userId, "image/png"), newPhotoKey(user.userId, "image/png")];
    await putPhoto(stage, before, "image/png");
    await putPhoto(stage, next, "image/png");
    await stage.put("users", { ...user, photoKey: before });
    return request(user, "me", { body: { photoKey: next } });
  }),
  "users/get-preferences": call("users/get-preferences", (user) => request(user, "me")),
  "users/update-preferences": call("users/update-preferences", (user) =>
    request(user, "me", { body: { showPhone: true } }),
  ),
  "users/export-user": async (granted) => {
    const user = await stage.addUser();
    const handler = await stage.container("users/export-user", granted);
    const first = await handler(request(user, "me"), undefined);
    if (first.statusCode !== 200) return false;
    const { nextCursor: cursor } = JSON.parse(first.body) as { nextCursor: string };
    return (await handler(request(user, "me", { query: { cursor } }), undefined)).statusCode === 200;
  },
  "users/delete-user": call("users/delete-user", (user) => request(user, "me")),
  "users/erase": async (granted) => {
    const { userId } = await stage.addUser();
    await stage.put("sessions", { sessionId: newId("ses"), userId });
    await stage.put("memberships", { userId, classroomId: "1985-P4B" });
    const key = newPhotoKey(userId, "image/png");
    await putPhoto(stage, key);
    await putPhoto(stage, archiveKey(key));
    const handler = await stage.container<(event: SQSEvent, context: undefined) => Promise<SQSBatchResponse>>(
      "users/erase",
      granted,
    );
    const Records = [{ messageId: "m", body: JSON.stringify({ userId }) }] as SQSEvent["Records"];
    return (await handler({ Records }, undefined)).batchItemFailures.length === 0;
  },
};

describe.each(Object.entries(works))("%s", (name, run) => {
  const all: readonly Grant[] = grants[name as Entry];

  test("works with its grants", async () => {
    expect(await run(all)).toBe(true);
  });

  test.each(all.map((grant) => [grant]))("fails without %j", async (left) => {
    expect(await run(all.filter((grant) => grant !== left))).toBe(false);
  });
});
