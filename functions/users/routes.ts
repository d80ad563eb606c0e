import * as z from "zod/mini";

import { route } from "../shared/route";
import { message, personName, shownText, timestamp, userRole, userStatus } from "../shared/schemas";

/** Largest photo in bytes: 5 MiB. S3 itself refuses more. */
export const PHOTO_MAX_BYTES = 5_242_880;

/** An address, or nothing to clear it. */
const email = /* @__PURE__ */ emailOrNothing();

// A function, so that bundles of other routes are without the pattern.
function emailOrNothing() {
  return z.string().check(z.maxLength(254), z.regex(new RegExp(`^$|${z.regexes.email.source}`)));
}

/** A user as far as the caller may see them. */
export const profile = z.object({
  userId: z.string(),
  fullName: z.string(),
  status: userStatus,
  role: userRole,
  createdAt: timestamp,
  approvedAt: z.optional(timestamp),
  bio: z.optional(z.string()),
  profilePhotoUrl: z.optional(z.string()),
  /** With the user's leave, and to themselves and admins. */
  email: z.optional(z.string()),
  /** With the user's leave, and to themselves and admins. */
  phoneNumber: z.optional(z.string()),
});

/** See {@link profile}. */
export type Profile = z.infer<typeof profile>;

export const getProfile = /* @__PURE__ */ route({
  method: "GET",
  path: "/users/{userId}",
  auth: "member",
  function: "users/get-profile",
  operationId: "getProfile",
  tag: "Profile",
  summary: "A user, as far as their visibility allows",
  responses: { 200: { description: "The user", schema: profile } },
  errors: ["NOT_FOUND"],
});

export const updateProfile = /* @__PURE__ */ route({
  method: "PUT",
  path: "/users/{userId}/profile",
  auth: "self",
  function: "users/update-profile",
  operationId: "updateProfile",
  tag: "Profile",
  summary:
    "Changes name, bio or e-mail address; an empty bio or address clears it. Without an address e-mails are not sent, " +
    "whatever the preferences say, and what has to be told goes by another channel",
  body: z
    .strictObject({
      name: z.optional(personName),
      bio: z.optional(shownText(0, 200)),
      email: z.optional(email),
    })
    .check(z.refine((body) => Object.keys(body).length > 0, { error: "give at least one field" })),
  responses: { 200: { description: "The user", schema: profile } },
  errors: ["NOT_FOUND"],
});

export const requestPhotoUpload = /* @__PURE__ */ route({
  method: "POST",
  path: "/users/{userId}/profile-photo",
  auth: "self",
  function: "users/request-photo-upload",
  operationId: "requestPhotoUpload",
  tag: "Profile",
  summary: "Gives a form with which a photo is uploaded",
  body: z.strictObject({
    contentType: z.enum(["image/jpeg", "image/png", "image/webp"]),
    fileSize: z.int().check(z.gte(1), z.lte(PHOTO_MAX_BYTES)),
  }),
  responses: {
    200: {
      description: "Where and how to upload",
      schema: z.object({
        uploadUrl: z.string(),
        fields: z.record(z.string(), z.string()),
        photoKey: z.string(),
        expiresIn: z.int(),
      }),
    },
  },
  errors: ["NOT_FOUND"],
});

export const completePhotoUpload = /* @__PURE__ */ route({
  method: "PUT",
  path: "/users/{userId}/profile-photo-complete",
  auth: "self",
  function: "users/complete-photo-upload",
  operationId: "completePhotoUpload",
  tag: "Profile",
  summary: "Shows an uploaded photo; the one before is archived",
  body: z.strictObject({ photoKey: z.string().check(z.minLength(1), z.maxLength(200)) }),
  responses: { 200: { description: "Shown", schema: z.object({ photoUrl: z.string() }) } },
  errors: ["NOT_FOUND", "CONFLICT"],
});

const channel = z.enum(["app", "sms", "email", "whatsapp"]);
const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const quietHours = z.strictObject({
  start: clock,
  end: clock,
  /** IANA name; the handler holds it against the runtime's list. */
  timezone: z.string().check(z.minLength(1), z.maxLength(64)),
});
const notify = { messages: z.boolean(), events: z.boolean(), forumPosts: z.boolean() };
const choices = {
  primaryChannel: channel,
  enabledChannels: z.array(channel).check(z.minLength(1), z.maxLength(4)),
  smsOptIn: z.boolean(),
  emailOptIn: z.boolean(),
  digestFrequency: z.enum(["realtime", "daily", "weekly", "never"]),
  quietHours,
  profileVisibility: z.enum(["public", "classmates", "connections"]),
  showPhone: z.boolean(),
  showEmail: z.boolean(),
};

/** What a user wants to be told, how, and what of them is shown. */
export const preferences = z.object({ ...choices, notify: z.strictObject(notify) });

/** See {@link preferences}. */
export type Preferences = z.infer<typeof preferences>;

export const getPreferences = /* @__PURE__ */ route({
  method: "GET",
  path: "/users/{userId}/preferences",
  auth: "self",
  function: "users/get-preferences",
  operationId: "getPreferences",
  tag: "Preferences",
  summary: "What a user wants to be told and shown",
  responses: { 200: { description: "The preferences", schema: preferences } },
  errors: ["NOT_FOUND"],
});

export const updatePreferences = /* @__PURE__ */ route({
  method: "PUT",
  path: "/users/{userId}/preferences",
  auth: "self",
  function: "users/update-preferences",
  operationId: "updatePreferences",
  tag: "Preferences",
  summary: "Changes any of the preferences",
  body: z.partial(z.strictObject({ ...choices, notify: z.partial(z.strictObject(notify)) })),
  responses: { 200: { description: "The preferences", schema: preferences } },
  errors: ["NOT_FOUND", "CONFLICT"],
});

export const exportUser = /* @__PURE__ */ route({
  method: "GET",
  path: "/users/{userId}/export",
  auth: "self",
  function: "users/export-user",
  operationId: "exportUser",
  tag: "Profile",
  summary: "Everything that is held about a user, in pages: the first has all but the sessions",
  query: z.strictObject({ cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))) }),
  responses: {
    200: {
      description: "A page",
      schema: z.object({
        exportedAt: timestamp,
        profile: z.optional(profile),
        preferences: z.optional(preferences),
        approval: z.optional(
          z.object({ status: z.string(), requestedAt: timestamp, decidedAt: z.optional(timestamp) }),
        ),
        classrooms: z.optional(
          z.array(z.object({ classroomId: z.string(), role: z.string(), addedAt: timestamp })),
        ),
        sessions: z.optional(z.array(z.object({ createdAt: timestamp, expiresAt: timestamp }))),
        nextCursor: z.optional(z.string()),
      }),
    },
  },
  errors: ["NOT_FOUND"],
});

export const deleteUser = /* @__PURE__ */ route({
  method: "DELETE",
  path: "/users/{userId}",
  auth: "self",
  function: "users/delete-user",
  operationId: "deleteUser",
  tag: "Profile",
  summary: "Deletes a user and everything that is held about them",
  responses: { 202: { description: "It is being deleted", schema: message } },
  errors: ["NOT_FOUND"],
});
