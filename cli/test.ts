import { terminalProgress } from "../common/progress";
import { checks, runChecks } from "../tools/lint/checks";
import { type Tally, runJest, sum, systemTests, unitTests } from "../tools/jest";
import { describeResult } from "./lint";

const help = `Usage: npm test [-- <jest arguments>]

Without arguments, all that is checked before a change lands: the checks of \`npm run lint\`, then the unit tests, then
the system tests in tests/, which start a local cloud. All of it runs, whatever fails on the way.

With arguments, jest alone, e.g.:
  npm test -- infra/components      the tests below a path
  npm test -- -t "rate limit"       the tests of a name
  npm test -- --no-lint             all tests, without the checks of \`npm run lint\`
  npm test -- --help                this text

Ends with the line "N passed, N failed", in which each check counts as a test.
`;

/**
 * `npm test`: see the help above.
 * @returns 0 when something ran and all of it passed, else 1.
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.some((argument) => argument === "--help" || argument === "-h")) {
    process.stdout.write(help);
    return 0;
  }
  const progress = terminalProgress();
  const jestArguments = argv.filter((argument) => argument !== "--no-lint");
  const tallies: Tally[] = [];
  if (argv.length === 0) {
    progress.step("Checking the code");
    tallies.push(await lint(progress));
  }
  // Paths and names may choose from one part only; without any, each part must have tests.
  const mayBeEmpty = jestArguments.length > 0;
  progress.step("Running the unit tests");
  tallies.push(await runJest([...jestArguments, ...unitTests], { mayBeEmpty }));
  progress.step("Running the system tests");
  tallies.push(await runJest([...jestArguments, ...systemTests], { mayBeEmpty }));
  const total = sum(tallies);
  const failed = total.passed + total.failed === 0 ? 1 : total.failed;
  for (const problem of total.problems) progress.warn(problem);
  if (total.passed + total.failed === 0) progress.warn("No test ran.");
  console.log(`${total.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function lint(progress: ReturnType<typeof terminalProgress>): Promise<Tally> {
  const results = await runChecks(checks, { progress, fix: false }, (result) =>
    console.log(describeResult(result)),
  );
  const failed = results.filter(({ problem }) => problem !== undefined);
  return {
    passed: results.length - failed.length,
    failed: failed.length,
    problems: failed.map(({ name }) => `The check "${name}" failed.`),
  };
}
