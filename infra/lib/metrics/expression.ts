/** The value of a metric at a data point; undefined where it has none. */
export type Value = number | undefined;

type Functions = Readonly<Record<string, (...args: Value[]) => Value>>;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(>=|<=|==|[-+*/(),<>]))/gy;

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  ">": (a, b) => Number(a > b),
  "<": (a, b) => Number(a < b),
  ">=": (a, b) => Number(a >= b),
  "<=": (a, b) => Number(a <= b),
  "==": (a, b) => Number(a === b),
};

/** From weakest to strongest. */
const LEVELS = [
  [">", "<", ">=", "<=", "=="],
  ["+", "-"],
  ["*", "/"],
];

/**
 * Evaluates metric math at one data point: numbers, metrics by id, arithmetic, comparisons, FILL and IF. An operation on a
 * missing data point gives none, as does a division by 0.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @param values of the metrics, by id. @param quota what SERVICE_QUOTA returns.
 * @throws Error for anything else.
 */
export function evaluateExpression(
  expression: string,
  values: Readonly<Record<string, Value>>,
  quota: number,
): Value {
  const tokens = tokenize(expression);
  let at = 0;
  const functions: Functions = {
    FILL: (value, filler) => value ?? filler,
    IF: (condition, yes, no) => (condition === undefined ? undefined : condition !== 0 ? yes : no),
    SERVICE_QUOTA: (value) => (value === undefined ? undefined : quota),
  };

  const expect = (token: string): void => {
    if (tokens[at++] !== token) throw new Error(`${expression}: expected ${token}`);
  };
  const level = (index: number): Value => {
    const signs = LEVELS[index];
    if (signs === undefined) return operand();
    let left = level(index + 1);
    for (let sign = tokens[at] ?? ""; signs.includes(sign); sign = tokens[at] ?? "") {
      at += 1;
      left = apply(sign, left, level(index + 1));
    }
    return left;
  };
  const operand = (): Value => {
    const token = tokens[at++] ?? "";
    if (token === "(") {
      const value = level(0);
      expect(")");
      return value;
    }
    if (/^\d/.test(token)) return Number(token);
    if (tokens[at] === "(") return call(token);
    if (!(token in values)) throw new Error(`${expression}: ${token} is not a metric`);
    return values[token];
  };
  const call = (name: string): Value => {
    const args: Value[] = [];
    do {
      at += 1;
      args.push(level(0));
    } while (tokens[at] === ",");
    expect(")");
    const known = functions[name];
    if (known === undefined)
      throw new Error(`${expression}: ${name} is not a function that the evaluator knows`);
    return known(...args);
  };

  const result = level(0);
  if (at < tokens.length) throw new Error(`${expression}: unexpected ${tokens[at] ?? ""}`);
  return result;
}

function apply(sign: string, left: Value, right: Value): Value {
  if (left === undefined || right === undefined) return undefined;
  const result = operators[sign]?.(left, right);
  return Number.isFinite(result) ? result : undefined;
}

function tokenize(expression: string): string[] {
  const found = [...expression.trim().matchAll(TOKEN)];
  const read = found.map(([text]) => text).join("");
  if (read !== expression.trim()) throw new Error(`${expression}: cannot be read after "${read}"`);
  return found.map(([text]) => text.trim());
}
