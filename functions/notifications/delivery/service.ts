import { defined } from "../../shared/defined";
import { decryptPhone, type PhoneKeys } from "../../shared/phone-keys";
import type { SendEmail } from "../../shared/email";
import { RecipientRefused } from "../../shared/refused";
import type { SendSms } from "../../shared/sms";
import type { Claim, DeliverStore, Recipient, Settled } from "./store";
import { notificationId, type DigestChunk, type Notification, type Personal } from "../messages";
import type { Outbox } from "../queue";
import {
  channelsFor,
  isCurrent,
  KEEP_SECONDS,
  LEASE_SECONDS,
  otherChannels,
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
  /** Called when the service of a channel has accepted the message. */
  onSent: (channel: Channel) => void;
  /** Called when a message was not sent. `refused`: the recipient, for good. `error`: the service failed. */
  onUnsent: (channel: Channel, reason: "refused" | "error") => void;
  /** Called if channels refused the recipient for good. */
  onRefused: (channels: readonly Channel[]) => void;
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

/**
 * Sends over all chosen channels. They are independent: a failure of one does not block or repeat the other. If all of
 * them refuse the recipient, the message goes over the first other channel that does not.
 */
async function sendOver(
  deps: DeliverDeps,
  message: Personal,
  recipient: Recipient,
  chosen: readonly Channel[],
): Promise<Delivery> {
  const failures: unknown[] = [];
  const refused: Channel[] = [];
  let busy = false;
  const channels = [...chosen, ...otherChannels(message, recipient, chosen)];
  for (const [i, channel] of channels.entries()) {
    if (i >= chosen.length && refused.length < i) break;
    try {
      const result = await sendOnce(deps, message, recipient, channel);
      if (result === "refused") refused.push(channel);
      if (result === "busy") busy = true;
    } catch (error) {
      failures.push(error);
    }
  }
  if (refused.length > 0) deps.onRefused(refused);
  if (failures.length > 0)
    throw new AggregateError(failures, "the message was not sent", { cause: failures[0] });
  return busy ? "busy" : "done";
}

/** @returns `busy` if another consumer may be sending it. */
async function sendOnce(
  deps: DeliverDeps,
  message: Personal,
  recipient: Recipient,
  channel: Channel,
): Promise<Settled | "busy"> {
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
  if (outcome !== "mine") return outcome;
  const result = await settled(deps, channel, send());
  await deps.store.settle(claim, result);
  return result;
}

async function settled(
  { onSent, onUnsent }: DeliverDeps,
  channel: Channel,
  sending: Promise<void>,
): Promise<Settled> {
  try {
    await sending;
  } catch (error) {
    const refused = error instanceof RecipientRefused;
    onUnsent(channel, refused ? "refused" : "error");
    if (refused) return "refused";
    throw error;
  }
  onSent(channel);
  return "sent";
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
