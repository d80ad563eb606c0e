import { defined } from "../../shared/defined";
import { decryptPhone, type PhoneKeys } from "../../shared/phone-keys";
import type { SendEmail } from "../../shared/email";
import type { SendSms } from "../../shared/sms";
import type { Claim, DeliverStore, Recipient } from "./store";
import { notificationId, type DigestChunk, type Notification, type Personal } from "../messages";
import type { Outbox } from "../queue";
import {
  channelsFor,
  isCurrent,
  KEEP_SECONDS,
  LEASE_SECONDS,
  quietFor,
  wantsDigest,
  type Channel,
} from "./rules";
import { textsOf } from "./templates";

/** Dependencies of delivery. */
export interface DeliverDeps {
  store: DeliverStore;
  outbox: Outbox;
  sendSms: SendSms;
  sendEmail: SendEmail;
  phoneKeys: () => Promise<PhoneKeys>;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Result of a delivery. `done`: completed. `postponed`: a delayed copy was sent to the queue. `busy`: another consumer may
 * be sending it; retry later.
 */
export type Delivery = "done" | "postponed" | "busy";

/**
 * Delivers a message. Idempotent: a retry sends what was not sent, and nothing that is recorded as sent. One window is
 * left: if the function stops after SNS or SES accepted a message and before that is recorded, the retry sends it again.
 * Neither service supports an idempotency token.
 * @throws errors of stores and services; the message must then be retried.
 */
export async function deliver(deps: DeliverDeps, message: Notification): Promise<Delivery> {
  if (message.kind === "digest-chunk") return spread(deps, message);
  const recipient = await deps.store.recipient(message.userId, message.kind === "rejected");
  if (recipient === undefined || !isCurrent(message, recipient)) return "done";
  const channels = channelsFor(message, recipient);
  if (channels.length === 0) return "done";
  const quiet = quietFor(recipient, deps.now());
  if (quiet > 0) {
    // A copy instead of a longer visibility timeout: each receive counts as a failed attempt. If the original is not
    // deleted there are two messages, of which one is sent.
    await deps.outbox.send([message], quiet);
    return "postponed";
  }
  return sendOver(deps, message, recipient, channels);
}

/** Channels are independent: a failure of one does not block or repeat the other. */
async function sendOver(
  deps: DeliverDeps,
  message: Personal,
  recipient: Recipient,
  channels: readonly Channel[],
): Promise<Delivery> {
  const failures: unknown[] = [];
  let busy = false;
  for (const channel of channels) {
    try {
      if (!(await sendOnce(deps, message, recipient, channel))) busy = true;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, "the message was not sent", { cause: failures[0] });
  return busy ? "busy" : "done";
}

/** @returns false if another consumer may be sending it. */
async function sendOnce(
  deps: DeliverDeps,
  message: Personal,
  recipient: Recipient,
  channel: Channel,
): Promise<boolean> {
  // Prepare everything before the claim, so that a claimed message is sent at once.
  const send = await sending(deps, message, recipient, channel);
  const now = Math.floor(deps.now() / 1000);
  const claim: Claim = {
    id: `${notificationId(message)}#${channel}`,
    now,
    leaseUntil: now + LEASE_SECONDS,
    keepUntil: now + KEEP_SECONDS,
  };
  const outcome = await deps.store.claim(claim);
  if (outcome !== "mine") return outcome === "sent";
  await send();
  await deps.store.markSent(claim);
  return true;
}

async function sending(
  deps: DeliverDeps,
  message: Personal,
  { user, reason }: Recipient,
  channel: Channel,
): Promise<() => Promise<void>> {
  const { fullName, userId } = user;
  const { sms, email } = textsOf(message, defined({ fullName, reason }));
  switch (channel) {
    case "sms": {
      if (sms === undefined) throw new Error(`${message.kind} has no SMS text`);
      const to = decryptPhone(await deps.phoneKeys(), userId, user.phone);
      return () => deps.sendSms(to, sms);
    }
    case "email": {
      const to = user.email;
      if (to === undefined) throw new Error("the user has no e-mail address");
      return () => deps.sendEmail({ to, userId }, email);
    }
  }
}

/** Sends a message for each member of a chunk who wants the digest, with their own quiet hours and retries. */
async function spread(
  { store, outbox }: DeliverDeps,
  { userIds, date, pending }: DigestChunk,
): Promise<Delivery> {
  const recipients = await store.recipients(userIds);
  const wanted = recipients.filter(
    ({ user, preferences }) => user.status === "approved" && wantsDigest(user, preferences, date),
  );
  await outbox.send(wanted.map(({ user: { userId } }) => ({ kind: "digest", userId, date, pending })));
  return "done";
}
