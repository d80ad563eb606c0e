import { grants as approvalsAndNotifications } from "../../functions/notifications/testing/grants";
import { grants as classrooms } from "../../functions/classrooms/testing/grants";
import { grants as signIn } from "../../functions/auth/testing/grants";
import { sessionGrants } from "../../functions/auth/testing/session-grants";
import { grants as users } from "../../functions/users/testing/grants";
import { arns, bucketName, parameterName, physicalName, type Place } from "../lib/names";

/** An action on a resource, e.g. `dynamodb:GetItem arn:aws:dynamodb:…:table/sjc1990app-users-dev`. */
export type Permission = `${string} ${string}`;

type Table = Readonly<Record<string, readonly (readonly [action: string, thing: string])[]>>;

/**
 * What the unit tests of handlers prove of each function: it works with these permissions, and does not without any
 * one of them. By entry under `functions/`. Each domain's tables name things in their own short way; here they are
 * the ARNs of a stage.
 */
export function provenPermissions(place: Place): Map<string, Permission[]> {
  const tables = {
    ...below("auth", { ...signIn, ...sessionGrants }),
    ...below("users", users),
    ...classrooms,
    ...approvalsAndNotifications,
  };
  return new Map(
    Object.entries(tables).map(([entry, grants]) => [
      entry,
      grants.map(([action, thing]): Permission => `${action} ${arnOf(action, thing, place)}`),
    ]),
  );
}

function below(folder: string, table: Table): Table {
  return Object.fromEntries(Object.entries(table).map(([name, grants]) => [`${folder}/${name}`, grants]));
}

/** Names that some tables shorten. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  approvals: "pending-approvals",
  preferences: "user-preferences",
};

/** Names of the queue where a table knows one only. */
const THE_QUEUE = "notifications";

function arnOf(action: string, thing: string, place: Place): string {
  if (thing === "*") return thing;
  const arn = arns(place);
  const parts = thing.split("/");
  const [service] = action.split(":");
  switch (service) {
    case "dynamodb": {
      const [name = "", , index] = parts[0] === "table" ? parts.slice(1) : parts;
      const table = physicalName(FULL_NAMES[name] ?? name, place);
      return index === undefined ? arn.table(table) : arn.tableIndex(table, index);
    }
    case "sqs":
      return arn.queue(physicalName(parts[1] ?? THE_QUEUE, place));
    case "ssm":
      return arn.parameter(parameterName(parts[1] ?? "", place));
    case "s3": {
      const [bucket = "", ...key] = parts;
      return arn.bucket(bucketName(bucket, place), key.length === 0 ? undefined : key.join("/"));
    }
    default:
      throw new Error(`no name is known for ${thing} of ${action}`);
  }
}
