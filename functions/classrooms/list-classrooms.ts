import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { listClassrooms } from "./catalogue/service";
import { listStore } from "./catalogue/store";
import { listClassrooms as route } from "./routes";

/** `GET /classrooms`. */
export const handler = apiHandler(route, () => {
  const env = environment("CLASSROOMS_TABLE");
  const store = listStore(dynamoDb, { classrooms: env.CLASSROOMS_TABLE });
  return async ({ query }) => ok(await listClassrooms(store, query));
});
