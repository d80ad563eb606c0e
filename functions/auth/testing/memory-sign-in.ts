/* eslint-disable @typescript-eslint/require-await -- implements asynchronous interfaces */
import type { SentCode } from "../codes/sent-code";
import type { RegisterStore } from "../codes/code-store";
import type { PendingApproval, SessionRecord, VerifyStore } from "../sessions/verify-store";
import type { SlidingWindow } from "../../shared/sliding-window";
import { toUser, type UserRecord } from "../../shared/user";

interface Codes {
  live?: Record<string, SentCode>;
  sends: number[];
  tries: number[];
}

/** The stores of codes and verification in memory. sign-in-stores.test.ts runs the same tests on it as on DynamoDB. */
export class MemoryStore implements RegisterStore, VerifyStore {
  readonly users = new Map<string, UserRecord>();
  readonly owners = new Map<string, string>();
  readonly sessions = new Map<string, SessionRecord>();
  readonly approvals = new Map<string, PendingApproval>();
  readonly stats = { users: 0, approved: 0 };
  private readonly codes = new Map<string, Codes>();

  findUser: RegisterStore["findUser"] = async (phoneHash) => {
    const user = [...this.users.values()].find((candidate) => candidate.phoneHash === phoneHash);
    return user === undefined ? undefined : toUser({ ...user });
  };

  keepCode: RegisterStore["keepCode"] = async (request) => {
    const number = this.item(request.phoneHash);
    const source = this.item(`source#${request.sourceHash}#${request.perSource.prefix}`);
    const full = {
      ...(isFull(number.sends, request.perNumber, request.now)
        ? { number: asItem(request.perNumber, number.sends) }
        : {}),
      ...(isFull(source.sends, request.perSource, request.now)
        ? { source: asItem(request.perSource, source.sends) }
        : {}),
    };
    if (Object.keys(full).length > 0) return { kept: false, ...full };
    number.sends.push(request.now);
    source.sends.push(request.now);
    if (request.code === undefined) number.live ??= {};
    else number.live = { [request.codeHash]: request.code };
    return { kept: true };
  };

  takeCode: VerifyStore["takeCode"] = async ({ phoneHash, codeHash, window, now }) => {
    const item = this.item(phoneHash);
    if (item.live === undefined) return { kind: "unknown" };
    if (isFull(item.tries, window, now)) return { kind: "full", item: asItem(window, item.tries) };
    item.tries.push(now);
    const { [codeHash]: code, ...rest } = item.live;
    item.live = rest;
    return { kind: "counted", ...(code === undefined ? {} : { code }) };
  };

  signIn: VerifyStore["signIn"] = async (user, session, { phoneHash }) => {
    const current = this.users.get(user.userId);
    if (current?.version !== user.version) {
      return { done: false, ...(current === undefined ? {} : { user: toUser({ ...current }) }) };
    }
    this.sessions.set(session.sessionId, session);
    this.item(phoneHash).tries = [];
    return { done: true };
  };

  signUp: VerifyStore["signUp"] = async (user, session, approval, { phoneHash }) => {
    const owner = this.owners.get(phoneHash);
    if (owner !== undefined) return { done: false, owner };
    this.owners.set(phoneHash, user.userId);
    this.users.set(user.userId, user);
    this.sessions.set(session.sessionId, session);
    this.stats.users++;
    if (user.status === "approved") this.stats.approved++;
    if (approval !== undefined) this.approvals.set(user.userId, approval);
    this.item(phoneHash).tries = [];
    return { done: true };
  };

  getUser: VerifyStore["getUser"] = async (userId) => {
    const user = this.users.get(userId);
    return user === undefined ? undefined : toUser({ ...user });
  };

  private item(key: string): Codes {
    const item = this.codes.get(key) ?? { sends: [], tries: [] };
    this.codes.set(key, item);
    return item;
  }
}

function isFull(times: readonly number[], { size, seconds }: SlidingWindow, now: number): boolean {
  return times.filter((time) => time > now - seconds).length >= size;
}

function asItem({ prefix, size }: SlidingWindow, times: readonly number[]): Record<string, unknown> {
  return Object.fromEntries(times.slice(-size).map((time, i) => [`${prefix}${String(i)}`, time]));
}
