import * as z from "zod/mini";

import { timestamp } from "../shared/schemas";

/** A user was approved or rejected. Repeated messages of a decision are delivered once. */
const decision = z.object({
  kind: z.enum(["approved", "rejected"]),
  userId: z.string(),
  decidedAt: timestamp,
});

/** Scheduled day, `YYYY-MM-DD` in UTC. */
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));

/** Number of users waiting for approval. */
const pending = z.int().check(z.gte(1));

/** Members who may want the digest of a day; their preferences are not checked yet. */
const digestChunk = z.object({
  kind: z.literal("digest-chunk"),
  date: day,
  pending,
  userIds: z.array(z.string()).check(z.minLength(1), z.maxLength(50)),
});

/** The digest of a day for one member. */
const digest = z.object({ kind: z.literal("digest"), userId: z.string(), date: day, pending });

/** A message of the notifications queue: ids and counts, but no addresses, numbers or texts. */
export const notification = z.discriminatedUnion("kind", [decision, digestChunk, digest]);

/** See {@link notification}. */
export type Notification = z.infer<typeof notification>;

/** A notification to one user. */
export type Personal = Exclude<Notification, { kind: "digest-chunk" }>;

/** A chunk of a digest's members. */
export type DigestChunk = Extract<Notification, { kind: "digest-chunk" }>;

/** Members of a {@link DigestChunk}: with users and preferences, a batch of 100 keys. */
export const CHUNK_SIZE = 50;

/** Identifies a notification: messages with the same id are duplicates. */
export function notificationId(message: Personal): string {
  const { kind, userId } = message;
  return `${kind}#${userId}#${message.kind === "digest" ? message.date : message.decidedAt}`;
}
