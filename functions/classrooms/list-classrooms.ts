import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { listClassrooms } from "./catalogue/service";
import { listStore } from "./catalogue/store";
import { listClassrooms as route } from "./routes";

/** `GET /classrooms`. */
export const handler = apiHandler(route, () => {
  const store = listStore(dynamoDb, tables("classrooms"));
  return async ({ query }) => ok(await listClassrooms(store, query));
});
