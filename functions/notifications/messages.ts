import * as z from "zod/mini";

import { timestamp } from "../shared/schemas";

/** A user was approved or rejected. One decision is one message, however often it is announced. */
const decision = z.object({
  kind: z.enum(["approved", "rejected"]),
  userId: z.string(),
  decidedAt: timestamp,
});

/** `YYYY-MM-DD`, the day of the schedule in UTC. */
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));

/** How many people wait. */
const pending = z.int().check(z.gte(1));

/** Members whom the digest of a day may interest: what each of them wants is still to be asked. */
const digestChunk = z.object({
  kind: z.literal("digest-chunk"),
  date: day,
  pending,
  userIds: z.array(z.string()).check(z.minLength(1), z.maxLength(50)),
});

/** The digest of a day for one member. */
const digest = z.object({ kind: z.literal("digest"), userId: z.string(), date: day, pending });

/** What the notifications queue carries: ids and counts, no address, no number, no text. */
export const notification = z.discriminatedUnion("kind", [decision, digestChunk, digest]);

/** See {@link notification}. */
export type Notification = z.infer<typeof notification>;

/** A notification to one person. */
export type Personal = Exclude<Notification, { kind: "digest-chunk" }>;

/** A chunk of a digest's members. */
export type DigestChunk = Extract<Notification, { kind: "digest-chunk" }>;

/** Members of one {@link DigestChunk}: with their preferences half of what one batch read takes. */
export const CHUNK_SIZE = 50;

/** What makes a notification one: two messages of one id are the same one twice. */
export function notificationId(message: Personal): string {
  const { kind, userId } = message;
  return `${kind}#${userId}#${message.kind === "digest" ? message.date : message.decidedAt}`;
}
