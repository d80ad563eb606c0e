import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler } from "../shared/http";
import { createClassroom } from "./catalogue/service";
import { createStore } from "./catalogue/store";
import { createClassroom as route } from "./routes";

/** `POST /classrooms`. */
export const handler = apiHandler(route, () => {
  const env = environment("CLASSROOMS_TABLE", "USERS_TABLE");
  const deps = {
    store: createStore(dynamoDb, { classrooms: env.CLASSROOMS_TABLE, users: env.USERS_TABLE }),
    now: Date.now,
  };
  return async ({ body }) => ({ status: 201, body: await createClassroom(deps, body) });
});
