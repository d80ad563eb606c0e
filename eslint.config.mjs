import eslint from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const tests = ["**/*.test.ts", "tests/**/*.ts"];
const scripts = ["**/*.js", "**/*.mjs", "**/*.cjs"];

/** Globals of Node.js that scripts outside TypeScript's sight use. */
const nodeGlobals = Object.fromEntries(
  ["Buffer", "URL", "__dirname", "clearTimeout", "console", "module", "process", "require", "setTimeout"].map((name) => [
    name,
    "readonly",
  ]),
);

/** Says which parts of the repo a folder may not import from, and why. */
function boundary(files, patterns) {
  return {
    files,
    ignores: tests,
    rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
  };
}

export default defineConfig(
  globalIgnores(["dist/", "coverage/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      // One way to write an import that leaves nothing behind at run time: what a bundle holds can be read off it.
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      // `||` on a string is meant: an empty environment variable is one that is not set.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      "@typescript-eslint/prefer-optional-chain": "error",
      // A stage, an auth mode or a severity that is added later must not fall through in silence.
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
      // Off: matters of taste that would cost a comment each where they are meant.
      "@typescript-eslint/no-dynamic-delete": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-empty-function": "off",
      eqeqeq: "error",
      "no-console": "error",
      "max-lines": ["error", { max: 300 }],
    },
  },
  boundary(
    ["infra/**/*.ts", "policies/**/*.ts"],
    [{ group: ["**/local/**", "**/local"], message: "The program knows nothing of the local cloud." }],
  ),
  boundary(
    ["functions/**/*.ts"],
    [
      { group: ["@pulumi/*"], message: "Lambda code carries no Pulumi." },
      {
        group: ["**/infra/**", "**/local/**", "**/ops/**", "**/policies/**"],
        message: "Lambda code stands alone: what it shares with the program lives in functions/.",
      },
    ],
  ),
  {
    // Commands speak to people; everything else returns, throws, or reports progress.
    files: ["local/cli/**/*.ts", "ops/**/*.ts"],
    rules: { "no-console": "off" },
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
