/* eslint-disable @typescript-eslint/require-await -- implements asynchronous interfaces */
import type { CodeStore } from "../codes/code-store";
import { pairKey, sourceKey, type Attempt, type Counted } from "../codes/limits";
import { HOUR, type Limits } from "../codes/rules";
import type { SentCode } from "../codes/sent-code";
import type {
  CodeUse,
  PendingApproval,
  SessionRecord,
  UseRefusal,
  VerifyStore,
} from "../sessions/verify-store";
import { PhoneSecretChanged } from "../../shared/phone-keys";
import type { SlidingWindow } from "../../shared/sliding-window";
import { countOf } from "../../shared/stats";
import { toUser, type UserRecord } from "../../shared/user";

/** The stores of codes and verification in memory. sign-in-stores.test.ts runs the same tests on it as on DynamoDB. */
export class MemoryStore implements CodeStore, VerifyStore {
  readonly users = new Map<string, UserRecord>();
  readonly owners = new Map<string, string>();
  readonly sessions = new Map<string, SessionRecord>();
  readonly approvals = new Map<string, PendingApproval>();
  readonly stats = { users: 0, approved: 0 };
  /** Codes of synthetic numbers, by number. */
  readonly shown = new Map<string, string>();
  /** Of the phone secret. */
  fingerprint: string | undefined;
  private readonly live = new Map<string, Record<string, SentCode>>();
  /** Times of events by item and prefix of the window. */
  private readonly times = new Map<string, number[]>();
  private readonly counters = new Map<string, number>();

  findUser: CodeStore["findUser"] = async (phoneHash) => {
    const user = [...this.users.values()].find((candidate) => candidate.phoneHash === phoneHash);
    return user === undefined ? undefined : toUser({ ...user });
  };

  phoneFingerprint: CodeStore["phoneFingerprint"] = async () => this.fingerprint;

  countMessage: CodeStore["countMessage"] = async (now, most) => {
    const key = `total#${String(Math.floor(now / HOUR))}`;
    const sent = this.counters.get(key) ?? 0;
    if (sent >= most) return false;
    this.counters.set(key, sent + 1);
    return true;
  };

  keepCode: CodeStore["keepCode"] = async ({ phoneHash, codeHash, code }) => {
    this.live.set(phoneHash, { [codeHash]: code });
  };

  showCode: CodeStore["showCode"] = async (phone, code) => {
    this.shown.set(phone, code);
  };

  /** Counts a request on all limits. */
  count = async (limits: Limits, attempt: Attempt): Promise<Counted> => {
    const wait = this.waitFor(limits, attempt);
    if (wait > 0) return { full: true, wait };
    for (const [key, { prefix }] of windows(limits, attempt)) {
      this.times.set(`${key} ${prefix}`, [...(this.times.get(`${key} ${prefix}`) ?? []), attempt.now]);
    }
    const source = this.counterKey(limits, attempt);
    this.counters.set(source, (this.counters.get(source) ?? 0) + 1);
    return { full: false };
  };

  countTry: VerifyStore["countTry"] = (limits, attempt) => this.count(limits, attempt);

  findCode: VerifyStore["findCode"] = async (phoneHash, codeHash) => this.live.get(phoneHash)?.[codeHash];

  useCode: VerifyStore["useCode"] = async (use) => {
    const refusal = this.refusal(use);
    if (refusal !== undefined) return refusal;
    this.useUp(use);
    return { done: true };
  };

  signIn: VerifyStore["signIn"] = async (user, session, use) => {
    const current = this.users.get(user.userId);
    if (current?.version !== user.version) {
      const now = current === undefined ? {} : { user: toUser({ ...current }) };
      return { done: false, kind: "changed", ...now };
    }
    const refusal = this.refusal(use);
    if (refusal !== undefined) return refusal;
    this.useUp(use);
    this.sessions.set(session.sessionId, session);
    return { done: true };
  };

  signUp: VerifyStore["signUp"] = async (user, session, approval, use, fingerprint) => {
    if (fingerprint !== (this.fingerprint ?? fingerprint)) throw new PhoneSecretChanged();
    this.fingerprint = fingerprint;
    const owner = this.owners.get(user.phoneHash);
    if (owner !== undefined) return { done: false, kind: "taken", owner };
    const refusal = this.refusal(use);
    if (refusal !== undefined) return refusal;
    this.useUp(use);
    this.owners.set(user.phoneHash, user.userId);
    this.users.set(user.userId, user);
    this.sessions.set(session.sessionId, session);
    const { users, approved } = countOf(user);
    this.stats.users += users;
    this.stats.approved += approved;
    if (approval !== undefined) this.approvals.set(user.userId, approval);
    return { done: true };
  };

  getUser: VerifyStore["getUser"] = async (userId) => {
    const user = this.users.get(userId);
    return user === undefined ? undefined : toUser({ ...user });
  };

  private refusal(use: CodeUse): UseRefusal | undefined {
    const wait = this.waitFor(use.limits, use);
    if (wait > 0) return { done: false, kind: "full", wait };
    if (this.live.get(use.phoneHash)?.[use.codeHash] === undefined) return { done: false, kind: "used" };
    return undefined;
  }

  private useUp(use: CodeUse): void {
    this.live.delete(use.phoneHash);
    for (const [key, { prefix }] of windows(use.limits, use)) this.times.delete(`${key} ${prefix}`);
  }

  private waitFor(limits: Limits, attempt: Attempt): number {
    const { now } = attempt;
    const waits = windows(limits, attempt).map(([key, { prefix, size, seconds }]) => {
      const oldest = (this.times.get(`${key} ${prefix}`) ?? []).at(-size);
      return oldest === undefined ? 0 : Math.max(0, oldest + seconds - now);
    });
    const counted = this.counters.get(this.counterKey(limits, attempt)) ?? 0;
    return Math.max(...waits, counted >= limits.perSource.most ? HOUR - (now % HOUR) : 0);
  }

  private counterKey({ perSource }: Limits, attempt: Attempt): string {
    return `${sourceKey(attempt)} ${perSource.attribute}`;
  }
}

/** The windows of an attempt, with the key of their items. */
function windows(limits: Limits, attempt: Attempt): [string, SlidingWindow][] {
  return [
    [attempt.phoneHash, limits.perNumber],
    [pairKey(attempt), limits.perNumberAndSource],
  ];
}
