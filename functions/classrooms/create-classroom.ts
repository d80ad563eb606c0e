import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler } from "../shared/http";
import { createClassroom } from "./catalogue/service";
import { createStore } from "./catalogue/store";
import { createClassroom as route } from "./routes";

/** `POST /classrooms`. */
export const handler = apiHandler(route, () => {
  const deps = { store: createStore(dynamoDb, tables("classrooms", "users")), now: Date.now };
  return async ({ body }) => ({ status: 201, body: await createClassroom(deps, body) });
});
