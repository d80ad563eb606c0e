import {
  analyze,
  analyzeStack,
  ids,
  unknownString,
  UnknownValueError,
  type AnalyzeOptions,
  type Violation,
} from "../testing/analyze";
import { policiesOf } from "./pack";
import { resourceRule, stackRule, unknownAtPreview } from "./rule";

const checked: string[] = [];

const noPink = resourceRule<{ colours: readonly string[] }>({
  name: "no-pink",
  severity: "low",
  describe: "No wall is pink.",
  why: "Pink fades.",
  fix: "Paint it.",
  parameters: {
    colours: { type: "array", items: { type: "string" }, description: "Refused colours.", default: ["pink"] },
  },
  appliesTo: ["aws:paint/wall:Wall"],
  check: ({ props, name }, { parameters }) => {
    checked.push(name);
    const colour = props["colour"];
    return typeof colour === "string" && parameters.colours.includes(colour)
      ? [{ id: colour, what: `is ${colour}`, where: "colour" }]
      : [];
  },
});

const twoWalls = stackRule({
  name: "two-walls",
  severity: "high",
  describe: "A stack has two walls.",
  why: "One falls over.",
  fix: "Build another.",
  checkStack: (stack) =>
    stack.ofType("aws:paint/wall:Wall").length < 2
      ? [{ id: "walls", what: "the stack has too few walls" }]
      : [],
});

const rules = [noPink, twoWalls];
const wall = (colour: string) => ({ type: "aws:paint/wall:Wall", name: "wall", props: { colour } });
const check = (colour: string, options?: AnalyzeOptions): Violation[] =>
  analyze(rules, wall(colour), options);

beforeEach(() => {
  checked.length = 0;
});

test("a finding says resource, what is wrong, where, why, how to fix it, its key and its page", () => {
  expect(check("pink")).toEqual([
    {
      rule: "no-pink",
      urn: "",
      message: [
        "No wall is pink.",
        'aws:paint/wall:Wall "wall": is pink.',
        "  at: colour",
        "  why: Pink fades.",
        "  fix: Paint it.",
        "  finding: no-pink: pink",
        "  more: docs/policies.md#no-pink",
      ].join("\n"),
    },
  ]);
});

test("the reason of a rule is said once in a run", () => {
  const [policy] = policiesOf([noPink], { exceptions: [], today: new Date() });
  const messages: string[] = [];
  const { validateResource } = policy as {
    validateResource: (args: object, report: (message: string) => void) => void;
  };
  for (const name of ["north", "south"]) {
    const { type, props } = wall("pink");
    const args = { type, name, props, urn: "urn", opts: { protect: false }, getConfig: () => ({}) };
    validateResource(args, (message) => messages.push(message));
  }
  expect(messages).toEqual([expect.stringContaining("north"), expect.stringContaining("south")]);
  expect(messages.map((message) => message.includes("why: Pink fades."))).toEqual([true, false]);
});

describe("unknownAtPreview", () => {
  const painted = resourceRule({
    ...{
      name: "is-painted",
      severity: "low",
      describe: "Walls are painted.",
      why: "Rain.",
      fix: "Paint it.",
    },
    appliesTo: ["aws:paint/wall:Wall"],
    check: () => [
      { id: "Unknown::colour", what: "has an unknown colour" },
      { id: "bare", what: "is bare" },
    ],
  });
  const run = (value?: string): Violation[] =>
    analyze(
      [painted],
      wall("pink"),
      value === undefined ? {} : { config: { "is-painted": { unknownAtPreview: value } } },
    );

  test.each([undefined, "refuse"])("%s reports an unknown value as every other finding", (value) => {
    expect(ids(run(value))).toEqual(["Unknown::colour", "bare"]);
  });

  test("advise makes it advice, by the error that the SDK reports as such, and reports the rest", () => {
    const { validateResource } = policiesOf([painted], { exceptions: [], today: new Date() })[0] as {
      validateResource: (args: object, report: (message: string) => void) => void;
    };
    const { type, props } = wall("pink");
    const getConfig = () => ({ unknownAtPreview: "advise" });
    const messages: string[] = [];
    const call = (): void =>
      validateResource({ type, name: "a", props, urn: "urn", opts: {}, getConfig }, (message) =>
        messages.push(message),
      );
    expect(call).toThrow(UnknownValueError);
    expect(call).toThrow(/has an unknown colour[^]*values-that-are-not-known-at-preview/);
    expect(messages).toEqual([expect.stringContaining("is bare"), expect.stringContaining("is bare")]);
  });
});

test("a finding without a resource is reported on the stack", () => {
  expect(analyzeStack(rules, [wall("pink")]).map(({ rule, urn }) => [rule, urn])).toEqual([
    ["two-walls", ""],
  ]);
});

test("a rule does not see resources of other types", () => {
  expect(analyze(rules, { type: "aws:paint/door:Door", name: "door", props: { colour: "pink" } })).toEqual(
    [],
  );
  expect(checked).toEqual([]);
});

test("a rule sees an unknown value as unknown", () => {
  expect(check(unknownString)).toEqual([]);
  expect(checked).toEqual(["wall"]);
});

test("configured parameters replace the defaults", () => {
  const options = { config: { "no-pink": { colours: ["mauve"] } } };
  expect(check("pink", options)).toEqual([]);
  expect(check("mauve", options)).toHaveLength(1);
});

test.each<[string, AnalyzeOptions, string]>([
  [
    "of a rule with parameters",
    { config: { "no-pink": { colour: ["a"] } } },
    "no-pink has no parameter colour. Its parameters: colours, unknownAtPreview.",
  ],
  [
    "of a rule without any",
    { config: { "two-walls": { number: 2 } } },
    "two-walls has no parameter number. Its parameters: unknownAtPreview.",
  ],
])("an unknown parameter %s stops the run", (_, options, message) => {
  expect(() => [...check("pink", options), ...analyzeStack(rules, [wall("pink")], options)]).toThrow(message);
});

test("policies are mandatory and have schema, severity, fix and page of their rule", () => {
  expect(policiesOf(rules, { exceptions: [], today: new Date() })).toMatchObject([
    {
      name: "no-pink",
      description: "No wall is pink.",
      enforcementLevel: "mandatory",
      severity: "low",
      remediationSteps: "Paint it.",
      url: "docs/policies.md#no-pink",
      configSchema: { properties: { ...noPink.parameters, unknownAtPreview } },
    },
    { name: "two-walls", enforcementLevel: "mandatory", severity: "high" },
  ]);
});
