import * as z from "zod/mini";

import { alias, route } from "../shared/route";
import { personName, phoneNumber, timestamp, userRole, userStatus } from "../shared/schemas";

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
