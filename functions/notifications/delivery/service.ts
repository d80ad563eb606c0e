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

/** What delivering needs. */
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
 * What became of a message. `done`: it is dealt with. `postponed`: a copy of it is on the queue for later, so that this
 * one is dealt with too. `busy`: somebody else may be sending it at this moment; it has to come again.
 */
export type Delivery = "done" | "postponed" | "busy";

/**
 * Delivers a message. Called again with the same message, however often and whenever it was cut off before, it sends
 * what was not sent, and sends nothing that is recorded as sent. One window is left: cut off after SMS or e-mail was
 * accepted and before the record is written, the next call sends that one again. Neither service takes an id by which
 * it could tell; between the two stands one write and nothing else.
 * @throws what a store or a service answers: then the message has to come again.
 */
export async function deliver(deps: DeliverDeps, message: Notification): Promise<Delivery> {
  if (message.kind === "digest-chunk") return spread(deps, message);
  const recipient = await deps.store.recipient(message.userId, message.kind === "rejected");
  if (recipient === undefined || !isCurrent(message, recipient)) return "done";
  const channels = channelsFor(message, recipient);
  if (channels.length === 0) return "done";
  const quiet = quietFor(recipient, deps.now());
  if (quiet > 0) {
    // A copy, not a longer visibility timeout: waiting is no failed attempt, and the queue counts each receive as one.
    // Cut off before this one is deleted there are two, of which one is sent.
    await deps.outbox.send([message], quiet);
    return "postponed";
  }
  return sendOver(deps, message, recipient, channels);
}

/** Each channel for itself: one that fails neither keeps another from being sent nor has it sent again. */
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
    throw new AggregateError(failures, "a message was not sent", { cause: failures[0] });
  return busy ? "busy" : "done";
}

/** @returns false when somebody else may be sending it at this moment. */
async function sendOnce(
  deps: DeliverDeps,
  message: Personal,
  recipient: Recipient,
  channel: Channel,
): Promise<boolean> {
  // All that can fail before the claim fails before it: what is claimed is then sent at once.
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
      if (sms === undefined) throw new Error(`${message.kind} has no text for SMS`);
      const to = decryptPhone(await deps.phoneKeys(), userId, user.phone);
      return () => deps.sendSms(to, sms);
    }
    case "email": {
      const to = user.email;
      if (to === undefined) throw new Error("there is no address to send to");
      return () => deps.sendEmail({ to, userId }, email);
    }
  }
}

/** A message of its own for each of a chunk who wants the digest: each then has its own quiet hours and attempts. */
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
