import { hasUnknown, isPlainArray, isPlainObject, type Plain, type PlainObject, UNKNOWN } from "../plain";

/** One test of a Condition. All tests of a statement must hold. */
export interface Condition {
  /** Lower case, e.g. `stringequals` or `foranyvalue:stringlike`. */
  operator: string;
  /** Lower case, e.g. `aws:sourceaccount`. */
  key: string;
  /** One of them must match. */
  values: readonly Plain[];
}

/** A statement in one form: every element is a list. */
export interface Statement {
  /** Position in the document, from 0. */
  index: number;
  sid?: string;
  /** False only if Effect is Deny. Anything else counts as Allow. */
  allows: boolean;
  actions: readonly string[];
  notActions: readonly string[];
  resources: readonly string[];
  notResources: readonly string[];
  principals: readonly string[];
  notPrincipals: readonly string[];
  /** Identity providers among the principals. */
  federated: readonly Plain[];
  /** Whether it has a Condition. */
  conditional: boolean;
  /** The tests of its Condition. An unknown Condition is one with an unknown value. */
  conditions: readonly Condition[];
  /** The original statement. */
  source: PlainObject;
}

/** A policy document. */
export interface Document {
  statements: readonly Statement[];
  /** Whether it contains unknown values. */
  unknown: boolean;
  /** Whether what it grants is unknown: anything but ids and conditions. */
  unknownGrants: boolean;
  /** Why it is not a policy document, e.g. `it is not JSON`. */
  unreadable?: string;
}

/** Parses a policy document, JSON or an object. Never throws: see `unreadable`. */
export function parseDocument(value: Plain): Document {
  if (value === UNKNOWN) return { statements: [], unknown: true, unknownGrants: true };
  if (typeof value === "string") return parseJson(value);
  if (!isPlainObject(value)) return broken("it is neither JSON nor an object");
  const found = valuesOf(value, "statement");
  if (found.length === 0) return broken("it has no Statement");
  const statements: Statement[] = [];
  for (const item of found.flatMap(listOf)) {
    if (item === UNKNOWN) continue;
    if (!isPlainObject(item)) return broken("a statement is not an object");
    const statement = readStatement(item, statements.length);
    if (typeof statement === "string") return broken(statement);
    statements.push(statement);
  }
  return { statements, unknown: hasUnknown(value), unknownGrants: grantsOf(found).some(hasUnknown) };
}

/** Elements of statements that grant something, and to which principals. */
function grantsOf(statements: readonly Plain[]): Plain[] {
  return statements.flatMap(listOf).flatMap((statement) =>
    isPlainObject(statement)
      ? Object.entries(statement)
          .filter(([key]) => !["sid", "condition"].includes(key.trim().toLowerCase()))
          .map(([, element]) => element)
      : [statement],
  );
}

function parseJson(text: string): Document {
  let value: Plain;
  try {
    value = JSON.parse(text) as Plain;
  } catch {
    return broken("it is not JSON");
  }
  return typeof value === "string" ? broken("it is JSON within a JSON string") : parseDocument(value);
}

function broken(unreadable: string): Document {
  return { statements: [], unknown: false, unknownGrants: false, unreadable };
}

function readStatement(source: PlainObject, index: number): Statement | string {
  const problems: string[] = [];
  const texts = (element: string, items: readonly Plain[]): readonly string[] => {
    if (items.some((item) => typeof item !== "string" && item !== UNKNOWN)) {
      problems.push(`${element} of a statement contains a value that is not a string`);
    }
    return items.filter((item) => typeof item === "string").map((item) => item.trim());
  };
  const itemsOf = (element: string): Plain[] => valuesOf(source, element.toLowerCase()).flatMap(listOf);
  const strings = (element: string): readonly string[] => texts(element, itemsOf(element));
  // {"AWS": [...], "Service": "..."}: a wildcard is refused in every kind of principal.
  const principals = (element: string): readonly string[] =>
    texts(
      element,
      itemsOf(element).flatMap((item): readonly Plain[] =>
        isPlainObject(item) ? Object.values(item).flatMap(listOf) : [item],
      ),
    );
  const [sid] = strings("Sid");
  const effects = strings("Effect");
  const statement: Statement = {
    index,
    ...(sid === undefined || sid === "" ? {} : { sid }),
    allows: effects.length === 0 || effects.some((effect) => effect.toLowerCase() !== "deny"),
    actions: strings("Action"),
    notActions: strings("NotAction"),
    resources: strings("Resource"),
    notResources: strings("NotResource"),
    principals: principals("Principal"),
    notPrincipals: principals("NotPrincipal"),
    federated: itemsOf("Principal").flatMap((item) =>
      isPlainObject(item) ? valuesOf(item, "federated").flatMap(listOf) : [item],
    ),
    conditional: valuesOf(source, "condition").length > 0,
    conditions: valuesOf(source, "condition").flatMap(readCondition),
    source,
  };
  return problems[0] ?? statement;
}

function readCondition(condition: Plain): Condition[] {
  if (condition === UNKNOWN) return [{ operator: "", key: "", values: [UNKNOWN] }];
  return entriesOf(condition).flatMap(([operator, tests]) =>
    tests === UNKNOWN
      ? readCondition(UNKNOWN)
      : entriesOf(tests).map(([key, value]) => ({
          operator: operator.toLowerCase(),
          key: key.toLowerCase(),
          values: listOf(value),
        })),
  );
}

function entriesOf(value: Plain): [string, Plain][] {
  return isPlainObject(value) ? Object.entries(value) : [];
}

/** All values of a key, ignoring case. A document may even have both `Action` and `action`. */
function valuesOf(object: PlainObject, lowerCaseKey: string): Plain[] {
  return Object.entries(object)
    .filter(([key]) => key.trim().toLowerCase() === lowerCaseKey)
    .map(([, value]) => value);
}

function listOf(value: Plain): readonly Plain[] {
  return isPlainArray(value) ? value : [value];
}
