import { dynamoDb } from "../../shared/aws";
import { tables } from "../../shared/env";
import { smsDeps } from "../../shared/sms-deps";
import { registerStore } from "./code-store";
import type { CodeDeps } from "./send-code";

/** Dependencies of sending codes, from the environment. @throws Error that names the missing variables. */
export function codeDeps(): CodeDeps {
  return { ...smsDeps(), store: registerStore(dynamoDb, tables("users", "codes")), now: Date.now };
}
