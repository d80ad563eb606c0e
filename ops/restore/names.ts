import { physicalName, type Place } from "../../infra/lib/names";

/**
 * Name of the table to which another one is restored: `sjc1990app-<table>-restored-<time>-<stage>`.
 * @param table without project and stage, e.g. `users`.
 * @param to time of the data.
 */
export function restoredName(table: string, to: Date, place: Pick<Place, "stage">): string {
  const time = to.toISOString().slice(0, 19).replaceAll(/\D/g, "");
  return physicalName(`${table}-restored-${time}`, place);
}

/** Whether a physical name is a {@link restoredName}. */
export function isRestored(name: string, { stage }: Pick<Place, "stage">): boolean {
  return new RegExp(`-restored-\\d{14}-${stage}$`).test(name);
}
