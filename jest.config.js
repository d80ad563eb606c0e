/** Packages that ship ES modules only, with what they depend on: jest runs CommonJS. */
const esModules = [
  "jose",
  "get-port",
  ...["execa", "@sec-ant/readable-stream", "@sindresorhus/merge-streams", "figures", "get-stream"],
  ...["human-signals", "is-plain-obj", "is-stream", "is-unicode-supported", "npm-run-path", "parse-ms"],
  ...["path-key", "pretty-ms", "strip-final-newline", "unicorn-magic", "yoctocolors"],
];

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Machines may be slow and caches empty: a test fails for what it finds, not for how long it takes.
  testTimeout: 60_000,
  testMatch: ["**/*.test.ts"],
  globalSetup: "<rootDir>/tests/testing/setup.ts",
  globalTeardown: "<rootDir>/tests/testing/teardown.ts",
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  transform: { "^.+\\.(t|m?j)s$": ["ts-jest", { tsconfig: "tsconfig.jest.json", diagnostics: false }] },
  // A dynamic import names the compiled file.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esModules.join("|")})/)`],
};
