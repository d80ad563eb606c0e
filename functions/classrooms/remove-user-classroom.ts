import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler } from "../shared/http";
import { removeClassroom } from "./memberships/service";
import { removeStore } from "./memberships/store";
import { removeUserClassroom } from "./routes";

/** `DELETE /users/{userId}/classrooms/{classroomId}`. */
export const handler = apiHandler(removeUserClassroom, () => {
  const store = removeStore(dynamoDb, tables("memberships", "users"));
  return async ({ userId, path }) => {
    await removeClassroom(store, userId, path["classroomId"] ?? "");
    return { status: 204 };
  };
});
