/* eslint-disable @typescript-eslint/require-await -- implements asynchronous interfaces */
import { encryptPhone } from "../../shared/phone-keys";
import { parsePhoneKeys } from "../../shared/secrets";
import type { UserRecord } from "../../shared/user";
import type { TestStage } from "../../testing/stage";
import type { PreferenceChanges } from "../../users/preferences/preferences";
import type { DeliverDeps } from "../delivery/service";
import { deliverStore, type DeliverStore } from "../delivery/store";
import type { Notification } from "../messages";
import { MemoryDeliverStore } from "./memory-deliveries";

const keys = parsePhoneKeys(JSON.stringify({ secret: Buffer.alloc(32, 7).toString("base64url") }));
export const PHONE = "+85291234567";
/** Noon in Hong Kong. */
const NOON = Date.parse("2027-01-15T04:00:00Z");
export const decidedAt = "2027-01-15T03:00:00.000Z";

let serial = 0;

/** A store, with a way to add users. */
export interface World {
  store: DeliverStore;
  add(userId: string, user: Partial<UserRecord>, chosen?: PreferenceChanges, reason?: string): Promise<void>;
}

/** Stores on DynamoDB and in memory, for the same tests. */
export const worlds = (stage: TestStage): [string, () => World][] => [
  [
    "DynamoDB",
    () => ({
      store: deliverStore(stage.dynamoDb, stage.tables),
      async add(userId, user, chosen, reason) {
        await stage.put("users", record(userId, user));
        if (chosen !== undefined) await stage.put("preferences", { userId, ...chosen });
        await stage.put("approvals", { userId, status: "rejected", reason });
      },
    }),
  ],
  [
    "memory",
    () => {
      const store = new MemoryDeliverStore();
      return {
        store,
        async add(userId, user, chosen, reason) {
          store.users.set(userId, record(userId, user));
          if (chosen !== undefined) store.preferences.set(userId, chosen);
          if (reason !== undefined) store.reasons.set(userId, reason);
        },
      };
    },
  ],
];

function record(userId: string, over: Partial<UserRecord>): UserRecord {
  return {
    ...{ userId, phoneHash: "h", phone: encryptPhone(keys, userId, PHONE), fullName: "Chan Tai Man" },
    ...{ status: "approved", role: "user", createdAt: "2027-01-15T02:00:00.000Z", version: 1 },
    ...over,
  };
}

/** Dependencies on a store, and what they have sent. */
export function setUp({ store }: World) {
  const clock = { now: NOON };
  const sent = {
    sms: [] as [string, string][],
    email: [] as [string, string][],
    queue: [] as [Notification, number][],
    refused: [] as string[],
    /** What was sent, e.g. `sms`, and what was not, e.g. `sms refused`. */
    counted: [] as string[],
  };
  const deps: DeliverDeps = {
    store,
    outbox: {
      send: async (messages, delay = 0) => {
        for (const message of messages) sent.queue.push([message, delay]);
      },
    },
    sendSms: async (to, text) => void sent.sms.push([to, text]),
    sendEmail: async ({ to }, { text }) => void sent.email.push([to, text]),
    onSent: (channel) => sent.counted.push(channel),
    onUnsent: (channel, reason) => sent.counted.push(`${channel} ${reason}`),
    onRefused: (channels) => sent.refused.push(...channels),
    phoneKeys: async () => keys,
    now: () => clock.now,
  };
  return { clock, sent, deps };
}

export const both: PreferenceChanges = { enabledChannels: ["sms", "email"] };
export const email = "chan@example.org";

/** Adds a user. @returns the id. */
export async function someone(
  world: World,
  over: Partial<UserRecord> = {},
  chosen?: PreferenceChanges,
  reason?: string,
): Promise<string> {
  const userId = `usr_${String(++serial)}`;
  await world.add(userId, over, chosen, reason);
  return userId;
}
