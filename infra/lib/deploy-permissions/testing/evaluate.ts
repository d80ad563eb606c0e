/** A call as IAM judges it. */
export interface Call {
  action: string;
  resource: string;
  /** Condition keys that have a value. */
  context?: Readonly<Record<string, string | readonly string[]>>;
}

interface Statement {
  Effect: string;
  Action: string | readonly string[];
  Resource: string | readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Whether policies allow a call: what the emulator cannot judge, since it has no value for the keys. Only the elements
 * and operators that this project's documents use. @throws Error for another operator.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(documents: readonly string[], call: Call): boolean {
  const statements = documents.flatMap(
    (document) => (JSON.parse(document) as { Statement: Statement[] }).Statement,
  );
  const matching = statements.filter((statement) => matches(statement, call));
  return (
    matching.some(({ Effect }) => Effect === "Allow") && !matching.some(({ Effect }) => Effect === "Deny")
  );
}

function matches({ Action, Resource, Condition = {} }: Statement, call: Call): boolean {
  return (
    list(Action).some((pattern) => like(pattern.toLowerCase(), call.action.toLowerCase())) &&
    list(Resource).some((pattern) => like(pattern, call.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) => holds(operator, list(expected), call.context?.[key])),
    )
  );
}

function holds(
  operator: string,
  expected: readonly string[],
  actual: string | readonly string[] | undefined,
): boolean {
  const compare = operators[operator.replace(/^ForAllValues:|IfExists$/g, "")];
  if (compare === undefined) throw new Error(`no ${operator} is known`);
  if (operator.startsWith("ForAllValues:"))
    return list(actual ?? []).every((value) => expected.some((one) => compare(one, value)));
  if (actual === undefined) return operator.endsWith("IfExists");
  return list(actual).some((value) => expected.some((one) => compare(one, value)));
}

const operators: Readonly<Record<string, (expected: string, actual: string) => boolean>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringLike: like,
  ArnLike: like,
};

function like(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(text);
}

const list = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];
