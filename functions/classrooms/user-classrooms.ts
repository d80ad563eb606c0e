import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { userClassrooms } from "./memberships/service";
import { userClassroomsStore } from "./memberships/store";
import { userClassrooms as route } from "./routes";

/** `GET /users/{userId}/classrooms`. */
export const handler = apiHandler(route, () => {
  const store = userClassroomsStore(dynamoDb, tables("classrooms", "memberships"));
  return async ({ userId, query }) => ok(await userClassrooms(store, userId, query));
});
