import { dynamoDb } from "../shared/aws";
import { environment } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { stats } from "./routes";
import { readStats } from "./stats-service";
import { statsStore } from "./stats-store";

/** `GET /integrations/stats`. */
export const handler = apiHandler(stats, () => {
  const env = environment("USERS_TABLE");
  const store = statsStore(dynamoDb, { users: env.USERS_TABLE });
  return async () => ok(await readStats(store));
});
