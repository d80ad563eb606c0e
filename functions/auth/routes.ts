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

/** The answer to a request for a code: the same whether or not the number is known. */
export const codeSent = z.object({
  message: z.string(),
  /** Seconds until the code expires. */
  expiresIn: z.int(),
});

/** Who the caller is, as sign-in and refresh tell it. */
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

/** Tokens and the user they stand for. */
export const authResponse = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Seconds until the access token expires. */
  expiresIn: z.int(),
  user: sessionUser,
});

/** The name is `name`, or `fullName` as the mobile client sends it: exactly one of the two. */
const registerBody = z
  .strictObject({ phoneNumber, name: z.optional(personName), fullName: z.optional(personName) })
  .check(
    z.refine((body) => (body.name === undefined) !== (body.fullName === undefined), {
      path: ["name"],
      error: "give name or fullName, not both",
    }),
  );

const verifyBody = z.strictObject({
  phoneNumber,
  code: z.string().check(z.regex(/^\d{6}$/)),
});

export const register = /* @__PURE__ */ route({
  method: "POST",
  path: "/auth/register",
  auth: "public",
  function: "auth/register",
  operationId: "register",
  tag: "Sign-in",
  summary: "Asks for a code by SMS to join",
  body: registerBody,
  responses: { 200: { description: "A code is on its way", schema: codeSent } },
  throttleFactor: 0.2,
});

export const verify = /* @__PURE__ */ route({
  method: "POST",
  path: "/auth/verify",
  auth: "public",
  function: "auth/verify",
  operationId: "verify",
  tag: "Sign-in",
  summary: "Trades a code for tokens; the first time it creates the user",
  body: verifyBody,
  responses: { 200: { description: "Signed in", schema: authResponse } },
  errors: ["UNAUTHORIZED", "FORBIDDEN"],
  throttleFactor: 0.2,
});

/** The mobile client's name for {@link verify}. */
export const verifySms = /* @__PURE__ */ alias(verify, "/auth/verify-sms", "verifySms");

export const login = /* @__PURE__ */ route({
  method: "POST",
  path: "/auth/login",
  auth: "public",
  function: "auth/login",
  operationId: "login",
  tag: "Sign-in",
  summary: "Asks for a code by SMS to sign in",
  body: z.strictObject({ phoneNumber }),
  responses: { 200: { description: "A code is on its way, if the number is known", schema: codeSent } },
  throttleFactor: 0.2,
});

/** `<sessionId>.<random>`. */
const refreshToken = z.string().check(z.minLength(20), z.maxLength(200));

export const refresh = /* @__PURE__ */ route({
  method: "POST",
  path: "/auth/refresh-token",
  auth: "public",
  function: "auth/refresh",
  operationId: "refreshToken",
  tag: "Sign-in",
  summary: "Trades a refresh token for new tokens; each works once",
  body: z.strictObject({ refreshToken }),
  responses: { 200: { description: "New tokens", schema: authResponse } },
  errors: ["UNAUTHORIZED", "FORBIDDEN"],
  throttleFactor: 0.2,
});

export const logout = /* @__PURE__ */ route({
  method: "POST",
  path: "/auth/logout",
  auth: "session",
  function: "auth/logout",
  operationId: "logout",
  tag: "Sign-in",
  summary: "Ends the session",
  body: z.strictObject({ refreshToken: z.optional(refreshToken) }),
  responses: { 200: { description: "Signed out", schema: message } },
});

export const pendingApprovals = /* @__PURE__ */ route({
  method: "GET",
  path: "/auth/pending-approvals",
  auth: "member",
  function: "auth/pending-approvals",
  operationId: "pendingApprovals",
  tag: "Approval",
  summary: "Who waits for approval, oldest first",
  query: page,
  responses: {
    200: {
      description: "Who waits",
      schema: z.object({
        approvals: z.array(
          z.object({
            userId: z.string(),
            name: z.string(),
            status: userStatus,
            requestedAt: timestamp,
            /** Masked. */
            phoneNumber: z.string(),
          }),
        ),
        count: z.int(),
        nextCursor: z.optional(z.string()),
      }),
    },
  },
});

export const approve = /* @__PURE__ */ route({
  method: "POST",
  path: "/auth/approve/{userId}",
  auth: "member",
  function: "auth/approve",
  operationId: "approve",
  tag: "Approval",
  summary: "Vouches for somebody; enough votes, or an admin's alone, approve them",
  body: z.strictObject({}),
  responses: {
    200: {
      description: "The vote counts",
      schema: z.object({ message: z.string(), userId: z.string(), status: userStatus }),
    },
  },
  errors: ["NOT_FOUND", "CONFLICT"],
});

export const reject = /* @__PURE__ */ route({
  method: "POST",
  path: "/auth/reject/{userId}",
  auth: "admin",
  function: "auth/reject",
  operationId: "reject",
  tag: "Approval",
  summary: "Refuses somebody who waits for approval; an e-mail tells them the reason",
  body: z.strictObject({ reason: z.optional(shownText(1, 500)) }),
  responses: {
    200: {
      description: "Refused",
      schema: z.object({ message: z.string(), userId: z.string(), reason: z.optional(z.string()) }),
    },
  },
  errors: ["NOT_FOUND", "CONFLICT"],
});
