import * as z from "zod/mini";

import { USER_TAG } from "../../shared/email";
import { isUserId } from "../../shared/ids";
import type { FeedbackStore } from "./store";

/** What SES tells of an e-mail, as far as it is heeded. Source: SES, "Monitoring using EventBridge", event schema. */
const recipients = z.array(z.object({ emailAddress: z.string() }));
const mail = z.object({ tags: z.optional(z.record(z.string(), z.array(z.string()))) });

/** The queue's message: an event of EventBridge. */
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

/** Times that the preferences are written when a change of their owner comes between. */
const ATTEMPTS = 5;

/**
 * Turns e-mail off in the preferences of who does not get it for good, or complained of it: decisions then go by SMS.
 * It stays off until they turn it on. Not for a bounce that may pass, nor for an address that they have left since.
 * Done again it changes nothing.
 * @returns whose it is, where that is known.
 * @throws Error when others changed the preferences each time: then the event has to come again.
 */
export async function heedFeedback(store: FeedbackStore, event: FeedbackEvent): Promise<string | undefined> {
  const { detail } = event;
  const userId = detail.mail.tags?.[USER_TAG]?.[0];
  // Mail that the owner sent by hand from the same address has no such tag.
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
  throw new Error("the preferences were changed at the same time, each time");
}

/** Addresses that will not take e-mail. A bounce of another type, e.g. of a full mailbox, may pass. */
function refusing(detail: FeedbackEvent["detail"]): { emailAddress: string }[] {
  if (detail.eventType === "Complaint") return detail.complaint.complainedRecipients;
  return detail.bounce.bounceType === "Permanent" ? detail.bounce.bouncedRecipients : [];
}

/** An address as two spellings of it compare: SES may give back `Name <address>`, and in other letters. */
function bare(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase();
}
