/** With all of its grants a function does its work, without any one of them it does not. */
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import type { ApiHandler, GatewayEvent } from "../shared/http";
import { newId } from "../shared/ids";
import { archiveKey, newPhotoKey } from "../shared/photos";
import { captureOutput } from "../testing/output";
import type { Grant } from "../testing/stage";
import { grants } from "./testing/grants";
import { request, UsersStage } from "./testing/stage";

type Entry = keyof typeof grants;
type Person = Awaited<ReturnType<UsersStage["addUser"]>>;

const stage = new UsersStage("grants");
const output = captureOutput();

const call =
  (entry: Entry, event: (user: Person) => GatewayEvent | Promise<GatewayEvent>) =>
  async (granted: readonly Grant[]): Promise<boolean> => {
    const event_ = await event(await stage.addUser({ status: "pending" }));
    const handler = await stage.container<ApiHandler>(entry, granted);
    const { statusCode } = await handler(event_, undefined);
    return statusCode < 300 && !output.text().includes("photoNotArchived");
  };

/** Does the work of each function on the ways that use all of its grants. @returns whether all of it was done. */
const works: Record<
  Exclude<Entry, "request-photo-upload">,
  (granted: readonly Grant[]) => Promise<boolean>
> = {
  "get-profile": async (granted) => {
    const user = await stage.addUser();
    const viewer = await stage.addUser();
    for (const { userId } of [user, viewer]) {
      await stage.put("user-classrooms", { userId, classroomId: "1985-P4B" });
    }
    const handler = await stage.container<ApiHandler>("get-profile", granted);
    const answers = [
      await handler(request(user, "me"), undefined),
      await handler(request(viewer, user.userId), undefined),
    ];
    return answers.every(({ statusCode }) => statusCode === 200);
  },
  "update-profile": call("update-profile", async (user) => {
    await stage.put("pending-approvals", { userId: user.userId, name: "Chan", status: "pending" });
    return request(user, "me", { body: { name: "New" } });
  }),
  "complete-photo-upload": call("complete-photo-upload", async (user) => {
    const [before, next] = [newPhotoKey(user.userId, "image/png"), newPhotoKey(user.userId, "image/png")];
    await stage.putPhoto(before, "image/png");
    await stage.putPhoto(next, "image/png");
    await stage.put("users", { ...user, photoKey: before });
    return request(user, "me", { body: { photoKey: next } });
  }),
  "get-preferences": call("get-preferences", (user) => request(user, "me")),
  "update-preferences": call("update-preferences", (user) =>
    request(user, "me", { body: { showPhone: true } }),
  ),
  "export-user": async (granted) => {
    const user = await stage.addUser();
    const handler = await stage.container<ApiHandler>("export-user", granted);
    const first = await handler(request(user, "me"), undefined);
    if (first.statusCode !== 200) return false;
    const { nextCursor: cursor } = JSON.parse(first.body) as { nextCursor: string };
    return (await handler(request(user, "me", { query: { cursor } }), undefined)).statusCode === 200;
  },
  "delete-user": call("delete-user", (user) => request(user, "me")),
  erase: async (granted) => {
    const { userId } = await stage.addUser();
    await stage.put("sessions", { sessionId: newId("ses"), userId });
    await stage.put("user-classrooms", { userId, classroomId: "1985-P4B" });
    const key = newPhotoKey(userId, "image/png");
    await stage.putPhoto(key);
    await stage.putPhoto(archiveKey(key));
    const handler = await stage.container<(event: SQSEvent, context: undefined) => Promise<SQSBatchResponse>>(
      "erase",
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
