import * as z from "zod/mini";

import { USER_TAG } from "../../shared/email";
import { isUserId } from "../../shared/ids";
import type { FeedbackStore } from "./store";

/** Fields of SES events that are used. Source: SES developer guide, "Monitoring using EventBridge". */
const recipients = z.array(z.object({ emailAddress: z.string() }));
const mail = z.object({ tags: z.optional(z.record(z.string(), z.array(z.string()))) });

/** A message of the queue: an EventBridge event. */
export const feedbackEvent = z.object({
  source: z.literal("aws.ses"),
  detail: z.discriminatedUnion("eventType", [
    z.object({
      eventType: z.literal("Bounce"),
      mail,
      bounce: z.object({ bounceType: z.string(), bouncedRecipients: recipients }),
    }),
    z.object({
      eventType: z.literal("Complaint"),
      mail,
      complaint: z.object({ complainedRecipients: recipients }),
    }),
  ]),
});

/** See {@link feedbackEvent}. */
export type FeedbackEvent = z.infer<typeof feedbackEvent>;

/** Attempts when the user changes preferences concurrently. */
const ATTEMPTS = 5;

/**
 * Turns e-mail off for users whose address bounces permanently or who complained, until they turn it on again. Decisions
 * are then sent by SMS. Ignores transient bounces and addresses that the user has changed since. Idempotent.
 * @returns id of the recipient, if known.
 * @throws Error after repeated concurrent changes; the event must then be retried.
 */
export async function processFeedback(
  store: FeedbackStore,
  event: FeedbackEvent,
): Promise<string | undefined> {
  const { detail } = event;
  const userId = detail.mail.tags?.[USER_TAG]?.[0];
  // E-mails that were not sent by the platform have no such tag.
  if (userId === undefined || !isUserId(userId)) return undefined;
  const addresses = new Set(refusing(detail).map(({ emailAddress }) => bare(emailAddress)));
  if (addresses.size === 0) return userId;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const user = await store.read(userId);
    if (user?.email === undefined || !addresses.has(bare(user.email))) return userId;
    if (user.chosen.emailOptIn === false) return userId;
    const written = await store.write(userId, user.chosen, { ...user.chosen, emailOptIn: false });
    if (written.done || !written.user) return userId;
  }
  throw new Error("the preferences changed during each attempt");
}

/** Addresses to stop sending to. Other bounces, e.g. of a full mailbox, are transient. */
function refusing(detail: FeedbackEvent["detail"]): { emailAddress: string }[] {
  if (detail.eventType === "Complaint") return detail.complaint.complainedRecipients;
  return detail.bounce.bounceType === "Permanent" ? detail.bounce.bouncedRecipients : [];
}

/** Normalises an address for comparison: SES may return `Name <address>`, or another case. */
function bare(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase();
}
