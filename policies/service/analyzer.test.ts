import { resourceRule, stackRule } from "../rule";
import {
  analyzeRequest,
  analyzeStackRequest,
  diagnostics,
  openPack,
  unknownString,
  type ViewOptions,
} from "../testing/engine-view";

const asked: string[] = [];

const noPink = resourceRule<{ colours: readonly string[] }>({
  name: "no-pink",
  severity: "low",
  describe: "Nothing is pink.",
  why: "It fades.",
  fix: "Paint it.",
  parameters: {
    colours: { type: "array", items: { type: "string" }, description: "Refused colours.", default: ["pink"] },
  },
  appliesTo: ["aws:paint/wall:Wall"],
  check: ({ props, name }, { parameters }) => {
    asked.push(name);
    const colour = props["colour"];
    return typeof colour === "string" && parameters.colours.includes(colour)
      ? [{ id: colour, what: `is ${colour}`, where: "colour", excerpt: JSON.stringify(colour) }]
      : [];
  },
});

const twoWalls = stackRule({
  name: "two-walls",
  severity: "high",
  describe: "There are two walls.",
  why: "One falls over.",
  fix: "Build another.",
  checkStack: (stack) =>
    stack.ofType("aws:paint/wall:Wall").length < 2
      ? [{ id: "walls", what: "the stack has too few walls" }]
      : [],
});

const rules = [noPink, twoWalls];
const wall = (colour: string, name = "wall") => ({ type: "aws:paint/wall:Wall", name, props: { colour } });
const show = (colour: string, options?: ViewOptions) =>
  diagnostics(openPack(rules, options).analyze(analyzeRequest(wall(colour)).serializeBinary()));

beforeEach(() => {
  asked.length = 0;
});

test("a finding says resource, what, where, why, how to mend it, its key and its page", () => {
  expect(show("pink")).toEqual([
    {
      rule: "no-pink",
      level: "mandatory",
      urn: "",
      message: [
        "Nothing is pink.",
        'aws:paint/wall:Wall "wall": is pink.',
        '  colour: "pink"',
        "  why: It fades.",
        "  fix: Paint it.",
        "  finding: no-pink: pink",
        "  more: docs/policies.md#no-pink",
      ].join("\n"),
    },
  ]);
});

test("a finding of a stack is the stack's where no resource is to blame", () => {
  const answer = openPack(rules).analyzeStack(analyzeStackRequest([wall("pink")]).serializeBinary());
  expect(diagnostics(answer).map(({ rule, urn }) => [rule, urn])).toEqual([["two-walls", ""]]);
});

test("resources of other types are not even read", () => {
  const request = analyzeRequest({ type: "aws:paint/door:Door", name: "door", props: { colour: "pink" } });
  expect(diagnostics(openPack(rules).analyze(request.serializeBinary()))).toEqual([]);
  expect(asked).toEqual([]);
});

test("a rule that is off is not asked", () => {
  expect(show("pink", { config: { "no-pink": "disabled" } })).toEqual([]);
  expect(asked).toEqual([]);
});

test.each(["advisory", "mandatory"] as const)("a finding is %s where its rule is", (level) => {
  expect(show("pink", { config: { all: level } })).toMatchObject([{ level }]);
});

test("no rule changes anything: where that is asked for, a finding refuses", () => {
  expect(show("pink", { config: { "no-pink": "remediate" } })).toMatchObject([{ level: "mandatory" }]);
});

test("parameters are those of the configuration", () => {
  const options = { config: { "no-pink": { colours: ["mauve"] } } };
  expect(show("pink", options)).toEqual([]);
  expect(show("mauve", options)).toHaveLength(1);
});

test("what is not known is shown to the rule as that", () => {
  expect(show(unknownString)).toEqual([]);
  expect(asked).toEqual(["wall"]);
});

test.each<[string, Record<string, string | Record<string, unknown>>, string]>([
  ["rule", { "no-pinky": "advisory" }, 'there is no rule "no-pinky"; did you mean "no-pink"?'],
  [
    "rule, far from any",
    { colours: "advisory" },
    'there is no rule "colours"; there are: all, no-pink, two-walls',
  ],
  [
    "parameter",
    { "no-pink": { colour: ["a"] } },
    'no-pink has no parameter "colour"; did you mean "colours"?',
  ],
  [
    "parameter of a rule without any",
    { "two-walls": { number: 2 } },
    'two-walls has no parameter "number"; it has none',
  ],
])("a configuration of another %s is refused", (_, config, message) => {
  expect(() => openPack(rules, { config })).toThrow(message);
});
