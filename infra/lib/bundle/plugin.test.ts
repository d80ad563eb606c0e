import { readFileSync, unlinkSync } from "node:fs";
import * as path from "node:path";

import { importedNames } from "./barrel";
import { exportsOf } from "./exports";
import { runWorker } from "./run-worker";
import { Fixture, repoRoot } from "./testing/fixture";
import {
  configOnly,
  environmentOnly,
  looseSchemas,
  noParameters,
  registerErrors,
  shortErrors,
  versionOnly,
  withoutMethods,
} from "./transforms";

function generated(module: string): string {
  return readFileSync(path.join(repoRoot, "node_modules/@aws-sdk/client-dynamodb", module), "utf8");
}

describe("a module that is replaced", () => {
  const name = "@aws-sdk/middleware-endpoint-discovery";
  let fixture: Fixture;

  beforeEach(() => {
    fixture = new Fixture({
      "functions/a.ts": `import { resolveEndpointDiscoveryConfig } from "${name}"; export const handler = resolveEndpointDiscoveryConfig;`,
    });
    unlinkSync(path.join(fixture.root, "node_modules"));
    fixture.write({ [`node_modules/${name}/package.json`]: '{ "module": "dist-es/index.js" }' });
  });

  afterEach(() => fixture.remove());

  test("fails the build when it exports other names", () => {
    fixture.write({
      [`node_modules/${name}/dist-es/index.js`]:
        "export const resolveEndpointDiscoveryConfig = 1, more = 2;\nexport { other as another };",
    });
    expect(() => runWorker(fixture.root, ["a"])).toThrow(
      /middleware-endpoint-discovery\/dist-es\/index\.js exports another, resolveEndpointDiscoveryConfig; its replacement is made for .*[^]*lite\/endpoint-discovery\.ts/,
    );
  });

  test("fails the build when it is gone", () => {
    fixture.write({
      [`node_modules/${name}/package.json`]: '{ "module": "esm/index.js" }',
      [`node_modules/${name}/esm/index.js`]: "export const resolveEndpointDiscoveryConfig = 1;",
    });
    expect(() => runWorker(fixture.root, ["a"])).toThrow(
      /middleware-endpoint-discovery\/dist-es\/index\.js is gone; see infra\/lib\/bundle\/replacements\.ts/,
    );
  });
});

test("a bundle that calls a method which bundles are without fails the build", () => {
  const fixture = new Fixture({
    "functions/a.ts":
      'import { Logger } from "@aws-lambda-powertools/logger";\nexport const handler = () => new Logger().createChild();\n',
  });
  try {
    expect(() => runWorker(fixture.root, ["a"])).toThrow(
      "functions/a.js calls createChild; see infra/lib/bundle/rewrites.ts",
    );
  } finally {
    fixture.remove();
  }
});

describe("a module that is rewritten", () => {
  const schemas = generated("dist-es/schemas/schemas_0.js");
  const errors = generated("dist-es/models/errors.js");
  const command = "export class QueryCommand extends command() {\n}\n";
  const documentation = generated("dist-types/commands/QueryCommand.d.ts");

  test("registers the errors of its command, and no others", () => {
    expect(looseSchemas(schemas)).not.toMatch(/n0_registry\.registerError|\[_\w+\]:/);
    const registered = [
      ...registerErrors(command, documentation).matchAll(/registerError\((\w+)\$, \1\)/g),
    ].map(([, name]) => name);
    expect(registered).toContain("ResourceNotFoundException");
    expect(registered).not.toContain("ConditionalCheckFailedException");
    expect(exportsOf(shortErrors(errors))).toEqual(exportsOf(errors));
  });

  test.each<[string, () => string]>([
    ["registers errors elsewhere", () => looseSchemas(`${schemas}\nn0_registry.registerError(a, b);\n`)],
    ["names its registry otherwise", () => looseSchemas(schemas.replaceAll("n0_registry", "n1_registry"))],
    [
      "has a computed key that is no constant",
      () => looseSchemas(`${schemas}\nconst x = { [_unknown]: 1 };\n`),
    ],
    ["lists no errors", () => registerErrors(command, documentation.replaceAll("@throws", "@raises"))],
    [
      "has an error class of another form",
      () => shortErrors(`${errors}\nexport class Odd extends __BaseException {}\n`),
    ],
    ["has no version", () => versionOnly("{}")],
    ["has no settings of a signer", () => configOnly("export const other = 1;\n")],
    ["has no parameters of endpoints", () => noParameters("export const other = {};\n")],
    [
      "has not a method that is dropped",
      () => withoutMethods(["gone"])("class A {\n    here() {\n    }\n}\n", ""),
    ],
    [
      "calls a method that is dropped",
      () =>
        withoutMethods(["used"])(
          "class A {\n    used() {\n    }\n    here() {\n        this.used();\n    }\n}\n",
          "",
        ),
    ],
    ["declares no setting", () => environmentOnly("export const NODE_OPTIONS = {};\n")],
  ])("fails the build when it %s", (_what, rewrite) => {
    expect(rewrite).toThrow(/^it (?:registers|has|declares|calls)|^the key _unknown/);
  });
});

test.each<[string, string[] | undefined]>([
  ['import { A, type B, C as D } from "p";', ["A", "B", "C"]],
  ["import {\n  A, // not B\n  C,\n} from \"p\";\nimport type { E } from 'p';", ["A", "C", "E"]],
  ['import { X } from "q";', []],
  ['import * as p from "p";', undefined],
  ['import { A } from "p";\nexport { B } from "p";', undefined],
])("what is imported by %j", (source, names) => {
  expect(importedNames(source, "p")).toEqual(names);
});
