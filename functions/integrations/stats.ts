import { dynamoDb } from "../shared/aws";
import { tables } from "../shared/env";
import { apiHandler, ok } from "../shared/http";
import { stats } from "./routes";
import { readStats } from "./stats-service";
import { statsStore } from "./stats-store";

/** `GET /integrations/stats`. */
export const handler = apiHandler(stats, () => {
  const store = statsStore(dynamoDb, tables("users"));
  return async () => ok(await readStats(store));
});
