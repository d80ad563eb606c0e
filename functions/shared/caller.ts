import { forbidden, unauthorized } from "./errors";
import type { Auth } from "./route";
import { userRole, userStatus, type UserRole, type UserStatus } from "./schemas";

/** The caller, as determined by the authorizer, never from the request itself. */
export interface Caller {
  userId: string;
  role: UserRole;
  /** At most a minute old: the gateway caches the authorizer. */
  status: UserStatus;
  sessionId: string;
}

/** The caller in the authorizer context of a gateway event. */
export function callerOf(
  authorizer: Readonly<Record<string, unknown>> | null | undefined,
): Caller | undefined {
  const { userId, sessionId, role, status } = authorizer ?? {};
  const [knownRole, knownStatus] = [userRole.safeParse(role), userStatus.safeParse(status)];
  if (typeof userId !== "string" || userId === "" || typeof sessionId !== "string") return undefined;
  if (!knownRole.success || !knownStatus.success) return undefined;
  return { userId, sessionId, role: knownRole.data, status: knownStatus.data };
}

/** Resolves `{userId}` of a path; `me` is the caller. */
export function subjectOf(pathUserId: string | undefined, caller: Caller | undefined): string | undefined {
  return pathUserId === "me" ? caller?.userId : pathUserId;
}

/**
 * Checks the auth mode of a route. The authorizer has already rejected callers without a valid session.
 * @param subject the user in the path, if any.
 * @throws ApiError UNAUTHORIZED without a caller, FORBIDDEN if the caller lacks permission.
 */
export function authorise(auth: Auth, caller: Caller | undefined, subject: string | undefined): void {
  if (auth === "public" || auth === "key") return;
  if (caller === undefined) throw unauthorized("Sign in first.");
  if (!hasAccess(auth, caller.status)) throw forbidden("This account has no access.");
  if (!mayCall(auth, caller, subject)) throw forbidden("You may not do this.");
}

/** Users who were rejected can still sign out, and export and delete their data. */
function hasAccess(auth: Auth, status: UserStatus): boolean {
  if (status === "rejected") return auth === "session" || auth === "owner";
  return status === "approved" || status === "pending";
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
    case "owner":
      return admin || subject === caller.userId;
  }
}
