import type { FeedbackStore } from "./store";
import { feedbackEvent, processFeedback, type FeedbackEvent } from "./service";

const userId = "usr_0123456789abcdefghjk";
const email = "chan@example.org";

/** An event as sent by SES, shortened. */
function event(detail: object, tags: Record<string, string[]> = { user: [userId] }): FeedbackEvent {
  return feedbackEvent.parse({
    version: "0",
    source: "aws.ses",
    "detail-type": "as it may be",
    detail: { mail: { messageId: "m", destination: [email], tags }, ...detail },
  });
}

const bounce = (bounceType: string, emailAddress = email, tags?: Record<string, string[]>): FeedbackEvent =>
  event(
    {
      eventType: "Bounce",
      bounce: { bounceType, bounceSubType: "General", bouncedRecipients: [{ emailAddress }] },
    },
    tags,
  );

const complaint = event({
  eventType: "Complaint",
  complaint: { complainedRecipients: [{ emailAddress: email }] },
});

/** @param conflicts number of writes that find changed preferences. */
function setUp(world: { user?: { email?: string } | undefined; conflicts?: number } = {}) {
  const user = "user" in world ? world.user : { email };
  const writes: object[] = [];
  let chosen: object = { digestFrequency: "weekly", version: 3 };
  let left = world.conflicts ?? 0;
  const store: FeedbackStore = {
    read: async () => (user === undefined ? undefined : { ...user, chosen }),
    write: async (id, before, next) => {
      if (left-- > 0) {
        chosen = { digestFrequency: "never", version: 4 };
        return { done: false, user: true, chosen };
      }
      writes.push({ id, before, next });
      chosen = { ...next, version: 5 };
      return { done: true };
    },
  };
  return { store, writes };
}

test.each([
  ["a permanent bounce", bounce("Permanent")],
  ["a bounce of the same address, written otherwise", bounce("Permanent", "Chan <CHAN@example.org>")],
  ["a complaint", complaint],
])("%s turns e-mail off once and changes nothing else", async (_what, feedback) => {
  const { store, writes } = setUp();
  expect(await processFeedback(store, feedback)).toBe(userId);
  expect(await processFeedback(store, feedback)).toBe(userId);
  const before = { digestFrequency: "weekly", version: 3 };
  expect(writes).toEqual([{ id: userId, before, next: { ...before, emailOptIn: false } }]);
});

test("a concurrent change by the user is kept", async () => {
  const { store, writes } = setUp({ conflicts: 2 });
  await processFeedback(store, complaint);
  expect(writes).toMatchObject([{ next: { digestFrequency: "never", emailOptIn: false } }]);
});

test("repeated concurrent changes throw, so that the event is retried", async () => {
  const { store, writes } = setUp({ conflicts: 99 });
  await expect(processFeedback(store, complaint)).rejects.toThrow("changed during each attempt");
  expect(writes).toEqual([]);
});

test.each([
  ["a bounce that may pass", bounce("Transient"), {}],
  ["a bounce of an address that was left since", bounce("Permanent", "old@example.org"), {}],
  ["somebody without an address", complaint, { user: {} }],
  ["somebody who is gone", complaint, { user: undefined }],
  ["mail that no user was sent", bounce("Permanent", email, {}), {}],
  ["a tag that is no user's id", bounce("Permanent", email, { user: ["stats#all"] }), {}],
])("%s changes nothing", async (_what, feedback, world) => {
  const { store, writes } = setUp(world);
  await processFeedback(store, feedback);
  expect(writes).toEqual([]);
});
