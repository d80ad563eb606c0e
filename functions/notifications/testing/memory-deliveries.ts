/* eslint-disable @typescript-eslint/require-await -- implements asynchronous interfaces */
import { defined } from "../../shared/defined";
import { toPreferences, type PreferenceChanges } from "../../users/preferences/preferences";
import type { UserRecord } from "../../shared/user";
import type { DeliverStore, Recipient, Settled } from "../delivery/store";

/** {@link DeliverStore} in memory. delivery/service.test.ts runs the same tests on it as on DynamoDB. */
export class MemoryDeliverStore implements DeliverStore {
  readonly users = new Map<string, UserRecord>();
  readonly preferences = new Map<string, PreferenceChanges>();
  readonly reasons = new Map<string, string>();
  readonly records = new Map<string, { state: "sending"; leaseUntil: number } | { state: Settled }>();

  recipient: DeliverStore["recipient"] = async (userId, withReason) => this.find(userId, withReason);

  recipients: DeliverStore["recipients"] = async (userIds) =>
    userIds.flatMap((userId) => this.find(userId, false) ?? []);

  claim: DeliverStore["claim"] = async ({ id, now, leaseUntil }) => {
    const record = this.records.get(id);
    if (record !== undefined && record.state !== "sending") return record.state;
    if (record !== undefined && record.leaseUntil > now) return "busy";
    this.records.set(id, { state: "sending", leaseUntil });
    return "mine";
  };

  settle: DeliverStore["settle"] = async ({ id }, state) => {
    this.records.set(id, { state });
  };

  private find(userId: string, withReason: boolean): Recipient | undefined {
    const user = this.users.get(userId);
    if (user === undefined) return undefined;
    const reason = withReason ? this.reasons.get(userId) : undefined;
    return defined({ user, preferences: toPreferences(this.preferences.get(userId)), reason });
  }
}
