import * as z from "zod/mini";

import { route } from "../shared/route";
import { message, personName, shownText, timestamp, userRole, userStatus } from "../shared/schemas";

/** Maximum size of a photo, bytes: 5 MiB. Enforced by S3. */
export const PHOTO_MAX_BYTES = 5_242_880;

/** An e-mail address, or an empty string to clear it. */
const email = /* @__PURE__ */ emailOrNothing();

// A function, so that bundles of other routes do not include the pattern.
function emailOrNothing() {
  return z.string().check(
    z.maxLength(254, { abort: true }),
    z.regex(new RegExp(`^$|${z.regexes.email.source}`), { abort: true }),
    z.refine((address) => address === "" || EMAIL_LENGTHS.test(address), {
      error: "must have at most 64 characters before the @, and 63 in each part of the domain",
    }),
  );
}

/** RFC 5321, 4.5.3.1, and RFC 1035, 2.3.4. Parts of a domain do not end with a hyphen. */
const EMAIL_LENGTHS = /^.{1,64}@(?:[^.]{0,62}[^.-]\.)+[^.]{2,63}$/;

/** A user, with the fields that are visible to the caller. */
export const profile = z.object({
  userId: z.string(),
  fullName: z.string(),
  status: userStatus,
  role: userRole,
  createdAt: timestamp,
  approvedAt: z.optional(timestamp),
  bio: z.optional(z.string()),
  profilePhotoUrl: z.optional(z.string()),
  /** Visible to the user, to admins, and to others if the user shows it. */
  email: z.optional(z.string()),
  /** Visible to the user, to admins, and to others if the user shows it. */
  phoneNumber: z.optional(z.string()),
});

/** See {@link profile}. */
export type Profile = z.infer<typeof profile>;

export const getProfile = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/users/{userId}",
  auth: "member",
  function: "users/get-profile",
  operationId: "getProfile",
  tag: "Profile",
  summary:
    "Get a profile. Other members see what the user's preference profileVisibility shows them. A user who does not " +
    "exist or is not approved is not found",
  responses: { 200: { description: "The profile", schema: profile } },
  errors: ["NOT_FOUND"],
}));

export const updateProfile = /* @__PURE__ */ route(() => ({
  method: "PUT",
  path: "/users/{userId}/profile",
  auth: "self",
  function: "users/update-profile",
  operationId: "updateProfile",
  tag: "Profile",
  summary:
    "Change name, bio or e-mail address. An empty bio or address clears it. Users without an address get no e-mails, " +
    "whatever their preferences; important notifications are sent by SMS instead",
  body: z
    .strictObject({
      name: z.optional(personName),
      bio: z.optional(shownText(0, 200)),
      email: z.optional(email),
    })
    .check(z.refine((body) => Object.keys(body).length > 0, { error: "must have at least one field" })),
  responses: { 200: { description: "The profile", schema: profile } },
  errors: ["NOT_FOUND"],
}));

export const requestPhotoUpload = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/users/{userId}/profile-photo",
  auth: "self",
  function: "users/request-photo-upload",
  operationId: "requestPhotoUpload",
  tag: "Profile",
  summary: "Get a presigned form to upload a profile photo: at most 10 an hour for each user",
  body: z.strictObject({
    contentType: z.enum(["image/jpeg", "image/png", "image/webp"]),
    fileSize: z.int().check(z.gte(1), z.lte(PHOTO_MAX_BYTES)),
  }),
  responses: {
    200: {
      description: "The upload form",
      schema: z.object({
        uploadUrl: z.string(),
        fields: z.record(z.string(), z.string()),
        photoKey: z.string(),
        expiresIn: z.int(),
      }),
    },
  },
  errors: ["NOT_FOUND"],
}));

export const completePhotoUpload = /* @__PURE__ */ route(() => ({
  method: "PUT",
  path: "/users/{userId}/profile-photo-complete",
  auth: "self",
  function: "users/complete-photo-upload",
  operationId: "completePhotoUpload",
  tag: "Profile",
  summary: "Check the uploaded photo and set it as profile photo. The previous one is archived",
  body: z.strictObject({ photoKey: z.string().check(z.minLength(1), z.maxLength(200)) }),
  responses: { 200: { description: "The new photo", schema: z.object({ photoUrl: z.string() }) } },
  errors: ["NOT_FOUND", "CONFLICT"],
}));

const channel = z.enum(["app", "sms", "email", "whatsapp"]);
const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const quietHours = z.strictObject({
  start: clock,
  end: clock,
  /** IANA time zone, validated by the service. */
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

/** Notification and privacy preferences of a user. */
export const preferences = z.object({ ...choices, notify: z.strictObject(notify) });

/** See {@link preferences}. */
export type Preferences = z.infer<typeof preferences>;

export const getPreferences = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/users/{userId}/preferences",
  auth: "self",
  function: "users/get-preferences",
  operationId: "getPreferences",
  tag: "Preferences",
  summary: "Get the preferences of a user",
  responses: { 200: { description: "The preferences", schema: preferences } },
  errors: ["NOT_FOUND"],
}));

export const updatePreferences = /* @__PURE__ */ route(() => ({
  method: "PUT",
  path: "/users/{userId}/preferences",
  auth: "self",
  function: "users/update-preferences",
  operationId: "updatePreferences",
  tag: "Preferences",
  summary:
    "Change preferences. Fields that are not given stay unchanged. profileVisibility decides what other members see: " +
    "public: the profile; classmates: the profile for members of the same classrooms, name and photo for others; " +
    "connections: the name only",
  body: z.partial(z.strictObject({ ...choices, notify: z.partial(z.strictObject(notify)) })),
  responses: { 200: { description: "The preferences", schema: preferences } },
  errors: ["NOT_FOUND", "CONFLICT"],
}));

const exportQuery = z.strictObject({
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
});

export const exportPhotos = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/users/{userId}/export/photos",
  auth: "owner",
  function: "users/export-photos",
  operationId: "exportPhotos",
  tag: "Profile",
  summary:
    "Export all photos of a user: archived, current and uploaded ones, as links that work for five minutes. Photos in " +
    "Glacier have no link",
  query: exportQuery,
  responses: {
    200: {
      description: "A page of photos",
      schema: z.object({
        photos: z.array(
          z.object({
            photoKey: z.string(),
            /** Bytes. */
            size: z.int(),
            storedAt: timestamp,
            url: z.optional(z.string()),
          }),
        ),
        nextCursor: z.optional(z.string()),
      }),
    },
  },
  errors: ["NOT_FOUND"],
}));

export const exportUser = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/users/{userId}/export",
  auth: "owner",
  function: "users/export-user",
  operationId: "exportUser",
  tag: "Profile",
  summary:
    "Export all data of a user but photos, in pages: first profile and settings, then decisions about others, votes " +
    "for others, and sessions",
  query: exportQuery,
  responses: {
    200: {
      description: "A page of the export",
      schema: z.object({
        exportedAt: timestamp,
        profile: z.optional(profile),
        preferences: z.optional(preferences),
        approval: z.optional(
          z.object({
            status: z.string(),
            requestedAt: timestamp,
            decidedAt: z.optional(timestamp),
            /** Of a rejection. */
            reason: z.optional(z.string()),
          }),
        ),
        classrooms: z.optional(
          z.array(z.object({ classroomId: z.string(), role: z.string(), addedAt: timestamp })),
        ),
        /** Decisions that the user made about others. */
        decisions: z.optional(
          z.array(z.object({ userId: z.string(), status: userStatus, decidedAt: timestamp })),
        ),
        /** Users who are waiting for approval and have the vote of the user. */
        votes: z.optional(z.array(z.object({ userId: z.string() }))),
        sessions: z.optional(z.array(z.object({ createdAt: timestamp, expiresAt: timestamp }))),
        nextCursor: z.optional(z.string()),
      }),
    },
  },
  errors: ["NOT_FOUND"],
}));

export const deleteUser = /* @__PURE__ */ route(() => ({
  method: "DELETE",
  path: "/users/{userId}",
  auth: "owner",
  function: "users/delete-user",
  operationId: "deleteUser",
  tag: "Profile",
  summary: "Delete a user and all of their data",
  responses: { 202: { description: "Deletion has started", schema: message } },
  errors: ["NOT_FOUND"],
}));
