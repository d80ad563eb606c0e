/* eslint-disable @typescript-eslint/require-await -- implements asynchronous interfaces */
import type { AuthorizerStore } from "../sessions/authorizer-store";
import { outcomeOf, type RefreshStore } from "../sessions/refresh-store";
import { toUserRecord } from "../../shared/user";
import type { MemoryStore } from "./memory-sign-in";

/** The stores of sessions in memory, on the users and sessions of a {@link MemoryStore}. */
export class MemorySessions implements RefreshStore, AuthorizerStore {
  constructor(private readonly store: Pick<MemoryStore, "users" | "sessions">) {}

  rotate: RefreshStore["rotate"] = async (rotation) => {
    const { sessionId, presentedHash, nextHash, salt, graceUntil, now, expiresAt } = rotation;
    const session = this.store.sessions.get(sessionId);
    if (session?.refreshHash !== presentedHash || session.expiresAt <= now)
      return outcomeOf(session, presentedHash, now);
    this.store.sessions.set(sessionId, {
      ...{ ...session, refreshHash: nextHash, expiresAt },
      ...{ previousHash: presentedHash, salt, graceUntil },
    });
    return { kind: "rotated", userId: session.userId };
  };

  endSession: RefreshStore["endSession"] = async (sessionId) => {
    this.store.sessions.delete(sessionId);
  };

  getUser: RefreshStore["getUser"] = async (userId) => {
    const record = this.store.users.get(userId);
    return record === undefined ? undefined : toUserRecord({ ...record });
  };

  find: AuthorizerStore["find"] = async (sessionId, userId) => {
    const session = this.store.sessions.get(sessionId);
    const user = this.store.users.get(userId);
    return {
      ...(session === undefined
        ? {}
        : { session: { sessionId, userId: session.userId, expiresAt: session.expiresAt } }),
      ...(user === undefined ? {} : { user: { userId, role: user.role, status: user.status } }),
    };
  };
}
