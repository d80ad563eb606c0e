import eslint from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const tests = ["**/*.test.ts", "tests/**/*.ts"];
const scripts = ["**/*.js", "**/*.mjs", "**/*.cjs"];

/** Globals of Node.js that plain JavaScript files use. */
const nodeGlobals = Object.fromEntries(
  [
    "Buffer",
    "URL",
    "__dirname",
    "clearTimeout",
    "console",
    "fetch",
    "module",
    "process",
    "require",
    "setTimeout",
  ].map((name) => [name, "readonly"]),
);

/** The rooms of the repo, and the rooms that each may import besides itself. */
const rooms = {
  common: [],
  functions: [],
  infra: ["functions"],
  policies: [],
  local: ["common"],
  ops: ["common", "functions", "infra", "policies", "local"],
  tools: ["common", "functions", "infra", "policies", "local", "ops"],
  cli: ["common", "functions", "infra", "policies", "local", "ops", "tools"],
  tests: ["common", "functions", "infra", "policies", "local", "ops", "tools", "cli"],
};

/** What tests and their helpers may import besides what their room may, and why. */
const testImports = {
  functions: ["common", "local"], // stores run against DynamoDB of the emulator
  infra: ["policies"], // the program must pass the policy pack
  policies: ["infra"], // rules are run on the resources of the program
  local: ["infra"], // the provider must know every resource type of the program
};

const isTest = { categories: { anyOf: ["test", "testing"] } };

const boundaryPolicies = [
  ...Object.entries(rooms).map(([room, others]) => ({
    from: { element: { type: room } },
    allow: { to: { element: { types: { anyOf: [room, ...others] } } } },
  })),
  {
    disallow: { to: { file: { categories: "testing" } } },
    message: "Only tests and their helpers may import from testing/.",
  },
  ...Object.entries(rooms).map(([room, others]) => ({
    from: { element: { type: room }, file: isTest },
    allow: { to: { element: { types: { anyOf: [room, ...others, ...(testImports[room] ?? [])] } } } },
  })),
];

export default defineConfig(
  globalIgnores(["dist/", "coverage/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Type imports are marked, so that an import shows whether it loads a module at run time.
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      // `||` on strings is allowed: an empty environment variable counts as unset.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      "@typescript-eslint/prefer-optional-chain": "error",
      // A stage, an auth mode or a severity that is added later must be handled.
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true, allowDefaultCaseForExhaustiveSwitch: false },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { inheritedMethods: false } }],
      // Off: overflows the stack on recursive types such as a JSON value (typescript-eslint 8.73).
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // Off: style rules that would need an exception at every use.
      "@typescript-eslint/no-dynamic-delete": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-empty-function": "off",
      eqeqeq: "error",
      "no-console": "error",
      "max-lines": ["error", { max: 300 }],
    },
  },
  {
    files: ["**/*.ts"],
    plugins: { boundaries },
    settings: {
      "import/resolver": { typescript: { project: "tsconfig.json" } },
      "boundaries/dependency-nodes": ["import", "export", "dynamic-import"],
      "boundaries/elements": Object.keys(rooms).map((room) => ({
        type: room,
        pattern: room,
        partialMatch: false,
      })),
      "boundaries/files": [
        { category: "test", pattern: ["**/*.test.ts", "tests/**"] },
        { category: "testing", pattern: "**/testing/**" },
      ],
    },
    rules: {
      "boundaries/dependencies": [
        "error",
        { default: "disallow", checkInternals: true, policies: boundaryPolicies },
      ],
    },
  },
  {
    files: ["functions/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@pulumi/*"], message: "Lambda code does not contain Pulumi." }] },
      ],
    },
  },
  {
    files: tests,
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      // `expect(client.send)` refers to a method without calling it.
      "@typescript-eslint/unbound-method": "off",
      // Fakes implement asynchronous interfaces without awaiting.
      "@typescript-eslint/require-await": "off",
    },
  },
  { files: scripts, languageOptions: { globals: nodeGlobals } },
);
