import * as z from "zod/mini";

import { alias, route } from "../shared/route";
import {
  message,
  page,
  personName,
  phoneNumber,
  shownText,
  timestamp,
  userRole,
  userStatus,
} from "../shared/schemas";

/** Response to a request for a code; identical for known and unknown numbers. */
export const codeSent = z.object({
  message: z.string(),
  /** Seconds until the code expires. */
  expiresIn: z.int(),
});

/** The signed-in user, as returned by sign-in and refresh. */
export const sessionUser = z.object({
  userId: z.string(),
  fullName: z.string(),
  phoneNumber: z.string(),
  status: userStatus,
  role: userRole,
  createdAt: timestamp,
  email: z.optional(z.string()),
  profilePhotoUrl: z.optional(z.string()),
  bio: z.optional(z.string()),
  approvedAt: z.optional(timestamp),
});

/** Tokens and the user that they belong to. */
export const authResponse = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Seconds until the access token expires. */
  expiresIn: z.int(),
  user: sessionUser,
});

/** The mobile client sends `fullName` in place of `name`; exactly one is required. */
const registerBody = z
  .strictObject({ phoneNumber, name: z.optional(personName), fullName: z.optional(personName) })
  .check(
    z.refine((body) => (body.name === undefined) !== (body.fullName === undefined), {
      path: ["name"],
      error: "must be given as either name or fullName",
    }),
  );

const verifyBody = z.strictObject({
  phoneNumber,
  /** Six digits of any script; the handler checks them. */
  code: z.string().check(z.minLength(6), z.maxLength(24)),
});

export const register = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/auth/register",
  auth: "public",
  function: "auth/register",
  operationId: "register",
  tag: "Sign-in",
  summary: "Request a verification code by SMS to register",
  body: registerBody,
  responses: { 200: { description: "A code was sent", schema: codeSent } },
  throttleFactor: 0.2,
}));

export const verify = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/auth/verify",
  auth: "public",
  function: "auth/verify",
  operationId: "verify",
  tag: "Sign-in",
  summary: "Exchange a verification code for tokens. The first verification of a number creates the user",
  body: verifyBody,
  responses: { 200: { description: "Signed in", schema: authResponse } },
  errors: ["UNAUTHORIZED", "FORBIDDEN"],
  // As often as register and login together. Its two paths share it.
  throttleFactor: 0.4,
}));

/** The path that the mobile client uses for {@link verify}. */
export const verifySms = /* @__PURE__ */ alias(verify, "/auth/verify-sms", "verifySms");

export const login = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/auth/login",
  auth: "public",
  function: "auth/login",
  operationId: "login",
  tag: "Sign-in",
  summary: "Request a verification code by SMS to sign in",
  body: z.strictObject({ phoneNumber }),
  responses: { 200: { description: "A code was sent if the number is registered", schema: codeSent } },
  throttleFactor: 0.2,
}));

/** `<sessionId>.<random>`. */
const refreshToken = z.string().check(z.minLength(20), z.maxLength(200));

export const refresh = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/auth/refresh-token",
  auth: "public",
  function: "auth/refresh",
  operationId: "refreshToken",
  tag: "Sign-in",
  summary:
    "Exchange a refresh token for new tokens. For 30 seconds, a used refresh token returns the same new one again. " +
    "Later reuse ends the session",
  body: z.strictObject({ refreshToken }),
  responses: { 200: { description: "New tokens", schema: authResponse } },
  errors: ["UNAUTHORIZED", "FORBIDDEN"],
  throttleFactor: 0.2,
}));

export const logout = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/auth/logout",
  auth: "session",
  function: "auth/logout",
  operationId: "logout",
  tag: "Sign-in",
  summary: "Sign out: end the session of the access token. A body is ignored",
  responses: { 200: { description: "Signed out", schema: message } },
}));

export const pendingApprovals = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/auth/pending-approvals",
  auth: "member",
  function: "auth/pending-approvals",
  operationId: "pendingApprovals",
  tag: "Approval",
  summary: "List users waiting for approval, oldest first",
  query: page,
  responses: {
    200: {
      description: "Users waiting for approval",
      schema: z.object({
        approvals: z.array(
          z.object({
            userId: z.string(),
            name: z.string(),
            status: userStatus,
            requestedAt: timestamp,
            /** Masked, e.g. `+85******78`. */
            phoneNumber: z.string(),
          }),
        ),
        count: z.int(),
        nextCursor: z.optional(z.string()),
      }),
    },
  },
}));

export const approve = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/auth/approve/{userId}",
  auth: "member",
  function: "auth/approve",
  operationId: "approve",
  tag: "Approval",
  summary: "Vote to approve a user. The required number of votes, or the vote of an admin, approves the user",
  body: z.strictObject({}),
  responses: {
    200: {
      description: "The vote was counted",
      schema: z.object({ message: z.string(), userId: z.string(), status: userStatus }),
    },
  },
  errors: ["NOT_FOUND", "CONFLICT"],
}));

export const reject = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/auth/reject/{userId}",
  auth: "admin",
  function: "auth/reject",
  operationId: "reject",
  tag: "Approval",
  summary: "Reject a user who is waiting for approval. The reason is sent to the user by e-mail",
  body: z.strictObject({ reason: z.optional(shownText(1, 500)) }),
  responses: {
    200: {
      description: "Rejected",
      schema: z.object({ message: z.string(), userId: z.string(), reason: z.optional(z.string()) }),
    },
  },
  errors: ["NOT_FOUND", "CONFLICT"],
}));
