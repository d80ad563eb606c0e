import type { DeployPlace } from "./rule";
import { permissionTable } from "./table";

/** Names of resources by type, with placeholders for what differs between stages: `sjc1990app-users-<stage>`. */
export type ResourceNames = Readonly<Record<string, readonly string[]>>;

/** What the program registers and its roles do. Generated from the program: `npm run permissions`. */
export interface Inventory {
  /** In every stage. */
  always: ResourceNames;
  /** Besides, in a stage with domain names of its own. */
  domains: ResourceNames;
  /** Besides, in a stage with a web firewall. */
  webFirewall: ResourceNames;
  /** Actions that roles of the stage take. */
  roleActions: readonly string[];
}

/** Which of what a stage may have it has, and what the names in it are made of. */
export interface DeployedStage extends DeployPlace {
  /** Sender of e-mail. */
  emailFrom: string;
  webFirewall: boolean;
}

/** The types and names of a stage. */
export function namesOf(inventory: Inventory, stage: DeployedStage): Map<string, string[]> {
  const parts = [
    inventory.always,
    ...(stage.domains === undefined ? [] : [inventory.domains]),
    ...(stage.webFirewall ? [inventory.webFirewall] : []),
  ];
  const names = new Map<string, string[]>();
  for (const [type, templates] of parts.flatMap((part) => Object.entries(part))) {
    const filled = templates.map((template) => fill(template, stage));
    names.set(type, [...new Set([...(names.get(type) ?? []), ...filled])].sort());
  }
  return names;
}

function fill(template: string, stage: DeployedStage): string {
  const values: Record<string, string | undefined> = {
    stage: stage.stage,
    account: stage.accountId,
    emailFrom: stage.emailFrom,
    apiDomain: stage.domains?.api,
    photosDomain: stage.domains?.photos,
    hostedZoneId: stage.domains?.hostedZoneId,
  };
  return template.replaceAll(/<(\w+)>/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the inventory speaks of <${name}>, which no stage has`);
    return value;
  });
}

/** A resource as the program asked for it. */
export interface RegisteredResource {
  type: string;
  name: string;
  inputs: Readonly<Record<string, unknown>>;
}

/**
 * The names of resources of AWS by type; components are no resources of it.
 * @param placeholders texts that differ between stages, and what stands for them.
 * @throws Error for a type that the table does not know.
 */
export function resourceNames(
  registered: readonly RegisteredResource[],
  placeholders: readonly (readonly [string, string])[],
): ResourceNames {
  const names: Record<string, string[]> = {};
  for (const { type, name, inputs } of registered) {
    if (!type.startsWith("aws:")) continue;
    const permissions = permissionTable[type];
    if (permissions === undefined)
      throw new Error(
        `no deployment may make ${type} (${name}): say what its provider needs in infra/lib/deploy-permissions/types/`,
      );
    const list = (names[type] ??= []);
    if (permissions.name === undefined) continue;
    const template = placeholders.reduce(
      (text, [value, placeholder]) => text.replaceAll(value, placeholder),
      permissions.name(inputs),
    );
    if (!list.includes(template)) list.push(template);
  }
  return sortedKeys(names);
}

/** What the second has more than the first. */
export function beyond(base: ResourceNames, more: ResourceNames): ResourceNames {
  const rest = Object.entries(more).flatMap(([type, names]) => {
    const known = base[type];
    const added = names.filter((name) => known?.includes(name) !== true);
    return known !== undefined && added.length === 0 ? [] : [[type, added] as const];
  });
  return Object.fromEntries(rest);
}

function sortedKeys(names: Record<string, string[]>): ResourceNames {
  return Object.fromEntries(
    Object.entries(names)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, list]) => [type, list.sort()]),
  );
}
