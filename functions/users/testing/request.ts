import type { GatewayEvent } from "../../shared/http";
import { eventOf, type TestRequest } from "../../testing/handlers";

/** A request of a caller about a user. @param userId may be `me`. */
export function request(
  caller: { userId: string; role?: string; status?: string },
  userId: string,
  { body, query }: Pick<TestRequest, "body" | "query"> = {},
): GatewayEvent {
  const { role = "user", status = "approved" } = caller;
  return eventOf({ caller: { userId: caller.userId, role, status }, path: { userId }, body, query });
}
