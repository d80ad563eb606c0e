import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { listMembers } from "./roster/service";
import { rosterStore } from "./roster/store";
import { listMembers as route } from "./routes";

/** `GET /classrooms/{classroomId}/members`. */
export const handler = apiHandler(route, () => {
  const env = environment(
    "CLASSROOMS_TABLE",
    "USER_CLASSROOMS_TABLE",
    "USERS_TABLE",
    "USER_PREFERENCES_TABLE",
    "PHOTOS_DOMAIN",
  );
  const deps = {
    store: rosterStore(dynamoDb, {
      classrooms: env.CLASSROOMS_TABLE,
      memberships: env.USER_CLASSROOMS_TABLE,
      users: env.USERS_TABLE,
      preferences: env.USER_PREFERENCES_TABLE,
    }),
    photosDomain: env.PHOTOS_DOMAIN,
  };
  return async ({ caller, path, query }) =>
    ok(await listMembers(deps, caller, path["classroomId"] ?? "", query));
});
