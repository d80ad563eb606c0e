import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { userClassrooms } from "./memberships/service";
import { userClassroomsStore } from "./memberships/store";
import { userClassrooms as route } from "./routes";

/** `GET /users/{userId}/classrooms`. */
export const handler = apiHandler(route, () => {
  const env = environment("CLASSROOMS_TABLE", "USER_CLASSROOMS_TABLE");
  const store = userClassroomsStore(dynamoDb, {
    classrooms: env.CLASSROOMS_TABLE,
    memberships: env.USER_CLASSROOMS_TABLE,
  });
  return async ({ userId, query }) => ok(await userClassrooms(store, userId, query));
});
