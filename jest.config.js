/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testMatch: ["**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  transform: { "^.+\\.(t|m?j)s$": ["ts-jest", { tsconfig: "tsconfig.jest.json", diagnostics: false }] },
  // jose ships ES modules only.
  transformIgnorePatterns: ["/node_modules/(?!jose/)"],
};
