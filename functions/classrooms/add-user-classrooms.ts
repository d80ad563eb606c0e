import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler } from "../shared/http";
import { addClassrooms } from "./memberships/service";
import { addStore } from "./memberships/store";
import { addUserClassrooms } from "./routes";

/** `POST /users/{userId}/classrooms`. */
export const handler = apiHandler(addUserClassrooms, () => {
  const env = environment("CLASSROOMS_TABLE", "USER_CLASSROOMS_TABLE", "USERS_TABLE");
  const deps = {
    store: addStore(dynamoDb, {
      classrooms: env.CLASSROOMS_TABLE,
      memberships: env.USER_CLASSROOMS_TABLE,
      users: env.USERS_TABLE,
    }),
    now: Date.now,
  };
  return async ({ caller, userId, body }) => {
    const added = await addClassrooms(deps, caller, userId, body.classroomIds);
    return { status: 201, body: { added, count: added.length } };
  };
});
