import * as z from "zod/mini";

import { route } from "../shared/route";
import { page, personName, timestamp } from "../shared/schemas";
import { CLASSROOM_ID } from "./rules";

/** e.g. `1985-P4B`: year and name. */
export const classroomId = z.string().check(z.regex(new RegExp(`^${CLASSROOM_ID.source}$`)));

/** A class of one school year. */
export const classroom = z.object({
  classroomId,
  year: z.int(),
  grade: z.string(),
  section: z.string(),
  displayName: z.string(),
  teacherName: z.optional(z.string()),
  createdAt: timestamp,
});

const year = z.string().check(z.regex(/^(19|20)\d{2}$/));

export const listClassrooms = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/classrooms",
  auth: "member",
  function: "classrooms/list-classrooms",
  operationId: "listClassrooms",
  tag: "Classrooms",
  summary: "List classrooms by year and name",
  query: z.extend(page, { year: z.optional(year) }),
  responses: {
    200: {
      description: "Classrooms",
      schema: z.object({
        classrooms: z.array(classroom),
        count: z.int(),
        nextCursor: z.optional(z.string()),
      }),
    },
  },
}));

export const createClassroom = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/classrooms",
  auth: "admin",
  function: "classrooms/create-classroom",
  operationId: "createClassroom",
  tag: "Classrooms",
  summary: "Create a classroom",
  body: z.strictObject({
    year: z.int().check(z.gte(1900), z.lte(2099)),
    /** e.g. `P4`. */
    grade: z.string().check(z.regex(/^[A-Z0-9]{1,3}$/)),
    /** e.g. `B`. */
    section: z.string().check(z.regex(/^[A-Z0-9]{1,3}$/)),
    teacherName: z.optional(personName),
  }),
  responses: { 201: { description: "Created", schema: classroom } },
  errors: ["CONFLICT"],
}));

export const listMembers = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/classrooms/{classroomId}/members",
  auth: "member",
  function: "classrooms/list-members",
  operationId: "listMembers",
  tag: "Classrooms",
  summary:
    "List the members of a classroom, for its members and admins. Sorted by name as in Hong Kong, in blocks of 49 " +
    "members: Chinese names by strokes, then others by alphabet",
  query: page,
  responses: {
    200: {
      description: "Members",
      schema: z.object({
        classroom,
        members: z.array(
          z.object({
            userId: z.string(),
            name: z.string(),
            profilePhotoUrl: z.optional(z.string()),
            bio: z.optional(z.string()),
            addedAt: timestamp,
          }),
        ),
        count: z.int(),
        nextCursor: z.optional(z.string()),
      }),
    },
  },
  errors: ["NOT_FOUND"],
}));

/** A classroom of a user. */
const membership = z.extend(classroom, { addedAt: timestamp, role: z.enum(["student", "teacher"]) });

export const userClassrooms = /* @__PURE__ */ route(() => ({
  method: "GET",
  path: "/users/{userId}/classrooms",
  auth: "self",
  function: "classrooms/user-classrooms",
  operationId: "userClassrooms",
  tag: "Classrooms",
  summary: "List the classrooms of a user, by year and name",
  query: page,
  responses: {
    200: {
      description: "Classrooms",
      schema: z.object({
        classrooms: z.array(membership),
        count: z.int(),
        nextCursor: z.optional(z.string()),
      }),
    },
  },
  errors: ["NOT_FOUND"],
}));

export const addUserClassrooms = /* @__PURE__ */ route(() => ({
  method: "POST",
  path: "/users/{userId}/classrooms",
  auth: "self",
  function: "classrooms/add-user-classrooms",
  operationId: "addUserClassrooms",
  tag: "Classrooms",
  summary: "Add an approved user to classrooms, to all or none",
  body: z.strictObject({ classroomIds: z.array(classroomId).check(z.minLength(1), z.maxLength(20)) }),
  responses: {
    201: {
      description: "The user is in all of them. `added` lists those that are new",
      schema: z.object({ added: z.array(classroomId), count: z.int() }),
    },
  },
  errors: ["NOT_FOUND", "CONFLICT"],
}));

export const removeUserClassroom = /* @__PURE__ */ route(() => ({
  method: "DELETE",
  path: "/users/{userId}/classrooms/{classroomId}",
  auth: "self",
  function: "classrooms/remove-user-classroom",
  operationId: "removeUserClassroom",
  tag: "Classrooms",
  summary: "Remove a user from a classroom",
  responses: { 204: { description: "Removed, or was not a member", schema: undefined } },
}));
