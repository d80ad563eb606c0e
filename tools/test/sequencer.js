const path = require("node:path");

const Sequencer = require("@jest/test-sequencer").default;

/** Seconds of the long test files, as jest prints them in a run of all tests. */
const durations = require("./durations.json");

/** Seconds that a test file takes. One that is not known yet: about as long as others of its kind. */
function secondsOf({ path: file, context }) {
  const name = path.relative(context.config.rootDir, file).split(path.sep).join("/");
  return durations[name] ?? (name.startsWith("tests/") ? 30 : 2);
}

const longestFirst = (tests) => [...tests].sort((a, b) => secondsOf(b) - secondsOf(a));

/**
 * Starts the longest test files first, so that all workers end at about the same time, and splits them into shards that
 * take about as long as each other. By itself jest knows durations only from an earlier run on the same machine, and
 * splits by number.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    return longestFirst(super.sort(tests));
  }

  shard(tests, { shardIndex, shardCount }) {
    const shards = Array.from({ length: shardCount }, () => ({ seconds: 0, tests: [] }));
    // Paths are in the same order on every machine; the sort keeps it for files of the same duration.
    const ordered = [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const test of longestFirst(ordered)) {
      const lightest = shards.reduce((least, shard) => (shard.seconds < least.seconds ? shard : least));
      lightest.seconds += secondsOf(test);
      lightest.tests.push(test);
    }
    return shards[shardIndex - 1].tests;
  }
};
