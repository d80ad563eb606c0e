import { grants, type Grant } from "../../functions/testing/grants";
import { arns, bucketName, parameterName, physicalName, type Place } from "../lib/names";

/** An action on a resource, e.g. `dynamodb:GetItem arn:aws:dynamodb:…:table/sjc1990app-users-dev`. */
export type Permission = `${string} ${string}`;

/**
 * The permissions of each function, by entry under `functions/`, with the ARNs of a stage. The tests of handlers prove
 * that a function works with these and does not without any one of them.
 */
export function provenPermissions(place: Place): Map<string, Permission[]> {
  return new Map(
    Object.entries<readonly Grant[]>(grants).map(([entry, granted]) => [
      entry,
      granted.map(([action, resource]): Permission => `${action} ${arnOf(resource, place)}`),
    ]),
  );
}

function arnOf(resource: string, place: Place): string {
  if (resource === "*") return resource;
  const arn = arns(place);
  const [kind, name = "", ...rest] = resource.split("/");
  switch (kind) {
    case "table": {
      const [, index] = rest;
      const table = physicalName(name, place);
      return index === undefined ? arn.table(table) : arn.tableIndex(table, index);
    }
    case "queue":
      return arn.queue(physicalName(name, place));
    case "parameter":
      return arn.parameter(parameterName(name, place));
    case "photos": {
      const prefix = [name, ...rest].join("/");
      return arn.bucket(bucketName("photos", place), prefix === "" ? undefined : prefix);
    }
    default:
      throw new Error(`unknown kind of resource: ${resource}`);
  }
}
