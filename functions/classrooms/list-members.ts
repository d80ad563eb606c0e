import { dynamoDb } from "../shared/aws";
import { environment, tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { listMembers } from "./roster/service";
import { rosterStore } from "./roster/store";
import { listMembers as route } from "./routes";

/** `GET /classrooms/{classroomId}/members`. */
export const handler = apiHandler(route, () => {
  const deps = {
    store: rosterStore(dynamoDb, tables("classrooms", "memberships", "users", "preferences")),
    photosDomain: environment("PHOTOS_DOMAIN").PHOTOS_DOMAIN,
  };
  return async ({ caller, path, query }) =>
    ok(await listMembers(deps, caller, path["classroomId"] ?? "", query));
});
