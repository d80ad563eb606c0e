import type { DeployPlace } from "./rule";
import { permissionTable } from "./table";

/** Physical names of resources by type, with placeholders: `sjc1990app-users-<stage>`. */
export type ResourceNames = Readonly<Record<string, readonly string[]>>;

/** Resources of the program and actions of its roles. `npm run permissions` generates it. */
export interface Inventory {
  /** Resources of every stage. */
  always: ResourceNames;
  /** Additional resources of a stage with custom domain names. */
  domains: ResourceNames;
  /** Additional resources of a stage with a web firewall. */
  webFirewall: ResourceNames;
  /** Actions in the policies of the program's roles. */
  roleActions: readonly string[];
}

/** A stage of an account. */
export interface DeployedStage extends DeployPlace {
  webFirewall: boolean;
}

/** Physical names of the resources of a stage, by type. */
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
    emailDomain: stage.emailFrom.slice(stage.emailFrom.lastIndexOf("@") + 1),
    apiDomain: stage.domains?.api,
    photosDomain: stage.domains?.photos,
    hostedZoneId: stage.domains?.hostedZoneId,
  };
  return template.replaceAll(/<(\w+)>/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`unknown placeholder <${name}> in the inventory`);
    return value;
  });
}

/** A resource that the program registered. */
export interface RegisteredResource {
  type: string;
  name: string;
  inputs: Readonly<Record<string, unknown>>;
}

/**
 * Physical names of AWS resources by type, without components.
 * @param placeholders values that differ between stages, each with its placeholder.
 * @throws Error for a type that is not in the permission table.
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
        `the deploy role has no permissions for ${type} (${name}): add the type to infra/lib/deploy-permissions/types/`,
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

/** Names in `more` that are not in `base`. */
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
