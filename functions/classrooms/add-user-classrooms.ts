import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler } from "../shared/http";
import { addClassrooms } from "./memberships/service";
import { addStore } from "./memberships/store";
import { addUserClassrooms } from "./routes";

/** `POST /users/{userId}/classrooms`. */
export const handler = apiHandler(addUserClassrooms, () => {
  const store = addStore(dynamoDb, tables("classrooms", "memberships", "users"));
  return async ({ caller, userId, body }) => {
    const added = await addClassrooms({ store, now: Date.now }, caller, userId, body.classroomIds);
    return { status: 201, body: { added, count: added.length } };
  };
});
