import { isPlainArray, type Plain, type PlainObject } from "../plain";
import { wildcardFindings } from "./wildcards";

/** Mulberry32: numbers from 0 to below 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Random {
  private readonly next: () => number;
  constructor(seed: number) {
    this.next = generator(seed);
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
  text(): string {
    return Array.from({ length: 1 + this.below(8) }, () => "abcdefgh019-_.".charAt(this.below(14))).join("");
  }
  /** One value, or a list of up to three values. */
  some(make: () => string): string | string[] {
    return this.below(2) === 0 ? make() : Array.from({ length: 1 + this.below(3) }, make);
  }
  key(name: string): string {
    return this.pick([name, name, name.toLowerCase(), name.toUpperCase()]);
  }
}

const services = ["s3", "dynamodb", "logs", "sns", "lambda", "iam", "kms"] as const;

function arn(random: Random): string {
  const name = [random.text(), random.text(), random.text()].slice(0, 1 + random.below(3)).join("/");
  return `arn:aws:${random.pick(services)}:${random.pick(["", "us-east-1"])}:${random.pick(["", "123456789012"])}:${name}`;
}

function statement(random: Random): Record<string, Plain> {
  return {
    [random.key("Effect")]: random.pick(["Allow", "allow"]),
    [random.key("Action")]: random.some(() => `${random.pick(services)}:${random.text()}`),
    [random.key("Resource")]: random.some(() => arn(random)),
    ...(random.below(2) === 0 ? {} : { [random.key("Principal")]: { AWS: random.some(() => arn(random)) } }),
    ...(random.below(3) === 0 ? { Condition: { StringLike: { "aws:userid": "*" } } } : {}),
  };
}

/** A Deny statement, which may contain any wildcard. */
function denial(random: Random): Plain {
  return {
    Effect: "Deny",
    [random.key(random.pick(["Action", "NotAction"]))]: "*",
    Resource: random.some(() => "*"),
  };
}

function document(random: Random): Record<string, Plain>[] {
  return Array.from({ length: 1 + random.below(4) }, () => statement(random));
}

function written(random: Random, statements: readonly Plain[]): Plain {
  const list: Plain[] = random.below(3) === 0 ? [...statements, denial(random)] : [...statements];
  const object: PlainObject = {
    Version: "2012-10-17",
    Statement: list.length === 1 ? (list[0] ?? null) : list,
  };
  return random.below(2) === 0 ? object : JSON.stringify(object);
}

/** Adds a wildcard to one element of a statement. Returns the expected finding. */
const spoilers: readonly ((random: Random, target: Record<string, Plain>) => RegExp)[] = [
  (random, target) => add(target, "action", random.pick(["*", "s3:*", "s3:Get*", "s?:Get"]), /^Action::/),
  (random, target) =>
    add(
      target,
      "resource",
      random.pick(["*", "arn:aws:s3:::*", "arn:aws:dynamodb:*:1:table/a"]),
      /^Resource::/,
    ),
  (_, target) => add(target, "principal", "*", /^Principal::\*$/),
  (random, target) => add(target, "notaction", random.text(), /^NotAction::/),
  (random, target) => add(target, "notresource", arn(random), /^NotResource::/),
  (random, target) => add(target, "notprincipal", arn(random), /^NotPrincipal::/),
];

function add(target: Record<string, Plain>, lowerCaseKey: string, value: string, expected: RegExp): RegExp {
  const key = Object.keys(target).find((k) => k.toLowerCase() === lowerCaseKey) ?? lowerCaseKey;
  const before = target[key] ?? [];
  const after: Plain[] = isPlainArray(before) ? [...before, value] : [before, value];
  target[key] = after;
  return expected;
}

const seeds = Array.from({ length: 500 }, (_, seed) => seed);

test("a document without wildcards in its Allow statements has no finding", () => {
  for (const seed of seeds) {
    const random = new Random(seed);
    const text = written(random, document(random));
    expect({ seed, findings: wildcardFindings(text, "policy") }).toEqual({ seed, findings: [] });
  }
});

test("a wildcard in any element is reported", () => {
  for (const seed of seeds) {
    const random = new Random(seed);
    const statements = document(random);
    const expected = random.pick(spoilers)(random, random.pick(statements));
    const found = wildcardFindings(written(random, statements), "policy").map(({ id }) => id);
    expect({ seed, expected, hit: found.some((id) => expected.test(id)), found }).toMatchObject({
      hit: true,
    });
  }
});
