import type { Email } from "../shared/email";

/** A way to a person: an e-mail address or a chat. */
export interface Channel {
  /** Identifies the channel in this function, e.g. `email 1`. Holds no address. */
  name: string;
  send: (message: Email) => Promise<void>;
}

/** Deliveries that a container remembers. */
const REMEMBERED = 1_000;

/**
 * Sends a message over all channels. A failure of one does not stop the others. Remembers what was sent, so that a retry,
 * or a second delivery by SNS, that reaches the same container repeats nothing; in another container it is sent again.
 * @returns sends the message with this id. @throws Error (from the returned function) when a channel failed.
 */
export function deliverer(channels: readonly Channel[]): (id: string, message: Email) => Promise<void> {
  const sent = new Set<string>();
  return async (id, message) => {
    const results = await Promise.allSettled(
      channels.map(async ({ name, send }) => {
        const delivery = `${id} ${name}`;
        if (sent.has(delivery)) return;
        await send(message);
        sent.add(delivery);
        const [oldest] = sent;
        if (sent.size > REMEMBERED && oldest !== undefined) sent.delete(oldest);
      }),
    );
    const failures = results.flatMap((result, i) =>
      result.status === "rejected"
        ? [{ name: channels[i]?.name ?? "", reason: result.reason as unknown }]
        : [],
    );
    if (failures.length === 0) return;
    throw new AggregateError(
      failures.map(({ reason }) => reason),
      `not delivered: ${failures.map(({ name }) => name).join(", ")}`,
      { cause: failures[0]?.reason },
    );
  };
}
