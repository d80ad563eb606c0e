import { allow, type Statement } from "../iam";
import { operationsOf, operationStatements } from "./operations";
import { namesOf, type DeployedStage, type Inventory } from "./inventory";
import type { Conditions, DeployPlace, Rule } from "./rule";
import { permissionTable } from "./table";
import { passRole } from "./types/identity";

const ROLE = "aws:iam/role:Role";

/** Statements of the deploy role of a stage. @throws Error for a type that is not in the permission table. */
export function deployStatements(inventory: Inventory, stage: DeployedStage): readonly Statement[] {
  const names = namesOf(inventory, stage);
  const passed = passRole(
    names.get(ROLE) ?? [],
    [...names.keys()].flatMap((type) => permissionTable[type]?.passesRoleTo ?? []),
    stage,
  );
  return merged([
    ...ruleStatements(names, stage, ({ read = [], write = [] }) => [...read, ...write]),
    { ...allow(passed.actions, passed.on), Condition: passed.when },
    ...operationStatements(operationsOf.deploy, inventory, stage),
  ]);
}

/** The read-only part, for previews and drift detection. */
export function previewStatements(inventory: Inventory, stage: DeployedStage): readonly Statement[] {
  return merged([
    ...ruleStatements(namesOf(inventory, stage), stage, ({ read = [] }) => read),
    ...operationStatements(operationsOf.preview, inventory, stage),
  ]);
}

/** Statements of the role that removes what a stage no longer needs. It can delete nothing else. */
export function pruneStatements(inventory: Inventory, stage: DeployedStage): readonly Statement[] {
  return operationStatements(operationsOf.prune, inventory, stage);
}

/** Permissions to restore data of a stage. */
export function restoreStatements(inventory: Inventory, stage: DeployedStage): readonly Statement[] {
  return operationStatements(operationsOf.restore, inventory, stage);
}

function ruleStatements(
  names: ReadonlyMap<string, readonly string[]>,
  place: DeployPlace,
  actionsOf: (rule: Rule) => readonly string[],
): Statement[] {
  return [...names].flatMap(([type, list]) => {
    const permissions = permissionTable[type];
    if (permissions === undefined) throw new Error(`no permissions are known for ${type}`);
    return permissions.rules.flatMap((rule) => {
      const actions = actionsOf(rule);
      const resources = rule.on(list, place);
      if (actions.length === 0 || resources.length === 0) return [];
      const condition: Conditions | undefined = rule.when?.(place);
      return [{ ...allow(actions, resources), ...(condition === undefined ? {} : { Condition: condition }) }];
    });
  });
}

/** Merges statements with the same resources and conditions, in a stable order. */
function merged(statements: readonly Statement[]): readonly Statement[] {
  const byScope = new Map<string, { statement: Statement; actions: Set<string> }>();
  for (const statement of statements) {
    const { Effect, Resource, Condition } = statement;
    const key = JSON.stringify([Effect, [...new Set(Resource)].sort(), Condition]);
    const entry = byScope.get(key) ?? { statement, actions: new Set<string>() };
    for (const action of statement.Action) entry.actions.add(action);
    byScope.set(key, entry);
  }
  return [...byScope.values()].map(({ statement, actions }) => ({
    ...statement,
    Action: [...actions].sort(),
    Resource: [...new Set(statement.Resource)].sort(),
  }));
}
