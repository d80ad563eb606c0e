import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler } from "../shared/http";
import { removeClassroom } from "./memberships/service";
import { removeStore } from "./memberships/store";
import { removeUserClassroom } from "./routes";

/** `DELETE /users/{userId}/classrooms/{classroomId}`. */
export const handler = apiHandler(removeUserClassroom, () => {
  const env = environment("USER_CLASSROOMS_TABLE", "USERS_TABLE");
  const store = removeStore(dynamoDb, {
    memberships: env.USER_CLASSROOMS_TABLE,
    users: env.USERS_TABLE,
  });
  return async ({ userId, path }) => {
    await removeClassroom(store, userId, path["classroomId"] ?? "");
    return { status: 204 };
  };
});
