const path = require("node:path");

const Sequencer = require("@jest/test-sequencer").default;

/** The longest two. */
const FIRST = ["tests/local-cloud/recovery.test.ts", "tests/local-cloud/platform.test.ts"];

/** Folder of the tests that take the longest. */
const SYSTEM = "tests/";

/**
 * Starts the long tests first, so that both workers end at the same time. By itself jest does so only with the durations
 * of an earlier run, which a fresh checkout does not have.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path: file, context }) => {
      const name = path.relative(context.config.rootDir, file).split(path.sep).join("/");
      return FIRST.includes(name) ? 0 : name.startsWith(SYSTEM) ? 1 : 2;
    };
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
