import { forbidden, unauthorized } from "./errors";
import type { Auth } from "./route";
import { userRole, userStatus, type UserRole, type UserStatus } from "./schemas";

/** Who calls, as the authorizer found out; nothing of it comes from the request itself. */
export interface Caller {
  userId: string;
  role: UserRole;
  /** As of at most a minute ago. */
  status: UserStatus;
  sessionId: string;
}

/** The caller in a gateway's event, where an authorizer put them. */
export function callerOf(
  authorizer: Readonly<Record<string, unknown>> | null | undefined,
): Caller | undefined {
  const { userId, sessionId, role, status } = authorizer ?? {};
  const [knownRole, knownStatus] = [userRole.safeParse(role), userStatus.safeParse(status)];
  if (typeof userId !== "string" || userId === "" || typeof sessionId !== "string") return undefined;
  if (!knownRole.success || !knownStatus.success) return undefined;
  return { userId, sessionId, role: knownRole.data, status: knownStatus.data };
}

/** The user that a path names; `me` is the caller. */
export function subjectOf(pathUserId: string | undefined, caller: Caller | undefined): string | undefined {
  return pathUserId === "me" ? caller?.userId : pathUserId;
}

/**
 * Lets a caller through, or not. The authorizer has refused who has no valid session; what each route asks beyond
 * that is decided here, by the same table that the API reference shows.
 * @param subject the user that the path names, if it names one.
 * @throws ApiError UNAUTHORIZED without a caller, FORBIDDEN for one who may not.
 */
export function authorise(auth: Auth, caller: Caller | undefined, subject: string | undefined): void {
  if (auth === "public" || auth === "key") return;
  if (caller === undefined) throw unauthorized("Sign in first.");
  if (caller.status !== "approved" && caller.status !== "pending")
    throw forbidden("This account has no access.");
  if (!mayCall(auth, caller, subject)) throw forbidden("You may not do this.");
}

function mayCall(
  auth: Exclude<Auth, "public" | "key">,
  caller: Caller,
  subject: string | undefined,
): boolean {
  const approved = caller.status === "approved";
  const admin = approved && caller.role === "admin";
  switch (auth) {
    case "session":
      return true;
    case "member":
      return approved;
    case "admin":
      return admin;
    case "self":
      return admin || subject === caller.userId;
  }
}
