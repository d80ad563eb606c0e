const os = require("node:os");

/** Packages that ship ES modules only, with their dependencies: jest runs CommonJS. */
const esModules = [
  "jose",
  "get-port",
  ...["execa", "@sec-ant/readable-stream", "@sindresorhus/merge-streams", "figures", "get-stream"],
  ...["human-signals", "is-plain-obj", "is-stream", "is-unicode-supported", "npm-run-path", "parse-ms"],
  ...["@octokit/[^/]+", "before-after-hook", "universal-user-agent", "content-type", "json-with-bigint"],
  ...["path-key", "pretty-ms", "strip-final-newline", "unicorn-magic", "yoctocolors"],
];

/** Memory of a worker whose test file has a whole platform running, bytes. */
const WORKER_MEMORY = 3 * 2 ** 30;

/** @type {import("jest").Config} */
const project = {
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  // Transpiles each file alone (isolatedModules); `npm run lint` checks the types.
  transform: {
    "^.+\\.(t|m?j)s$": ["@swc/jest", { swcrc: false, jsc: { parser: { syntax: "typescript" } } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esModules.join("|")})/)`],
  // A dynamic import names the compiled file.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
};

/** @type {import("jest").Config} */
module.exports = {
  // One more than there are cores: a fifth of the time of a worker passes while it waits for its clouds.
  maxWorkers: Math.max(1, Math.min(os.availableParallelism() + 1, Math.floor(os.totalmem() / WORKER_MEMORY))),
  testSequencer: "<rootDir>/tools/test/sequencer.js",
  // A worker keeps some of the memory of each test file: replace it when it holds too much.
  workerIdleMemoryLimit: "1500MB",
  // Machines may be slow and caches empty: a test fails for what it finds, not for how long it takes.
  testTimeout: 600_000,
  projects: [
    {
      ...project,
      displayName: "unit",
      testMatch: ["**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/"],
      setupFiles: ["<rootDir>/functions/testing/environment.ts"],
    },
    {
      ...project,
      displayName: "system",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      globalSetup: "<rootDir>/tests/testing/setup.ts",
      globalTeardown: "<rootDir>/tests/testing/teardown.ts",
    },
  ],
};
