import { helpHint, parseArguments } from "../common/arguments";
import { UserError } from "../common/errors";
import { terminalProgress } from "../common/progress";
import { type CheckResult, checks, runChecks } from "../tools/lint/checks";

const help = `Usage: npm run lint [-- <options>] [<check> ...]

Checks the code without running it. Without names, all checks:
  eslint      rules of eslint.config.mjs, with type information
  types       TypeScript
  secrets     gitleaks over the work tree and the git history
  format      Prettier
  actionlint  the workflows' syntax and expressions
  zizmor      the workflows' security

Options:
  --fix       mend what can be mended (eslint, format) before reporting
  --help      this text

The last three tools are installed on first use: Go and Python are needed for them.
`;

/** Says how a check ended; what is wrong follows, indented. */
export function describeResult({ name, problem, seconds }: CheckResult): string {
  const head = `${problem === undefined ? "✓" : "✗"} ${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`;
  return problem === undefined ? head : `${head}\n${problem.replace(/^(?=.)/gm, "  ")}`;
}

/**
 * `npm run lint`: see the help above.
 * @returns 0 when all checks passed, else 1.
 * @throws UserError for an unknown option or check.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const { values, names } = parse(argv);
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const chosen = names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name));
  const context = { progress: terminalProgress(), fix: values.fix };
  const results = await runChecks(chosen, context, (result) => console.log(describeResult(result)));
  const failed = results.filter(({ problem }) => problem !== undefined).map(({ name }) => name);
  if (failed.length === 0) return 0;
  console.log(`\n${failed.length} of ${results.length} checks failed: ${failed.join(", ")}`);
  const canFix = failed.some((name) => name === "eslint" || name === "format");
  if (canFix && !values.fix) console.log("`npm run lint -- --fix` mends a part of it.");
  return 1;
}

function parse(argv: readonly string[]): { values: { fix: boolean; help: boolean }; names: string[] } {
  const { values, positionals } = parseArguments("npm run lint", {
    args: [...argv],
    options: {
      fix: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !checks.some((check) => check.name === name));
  if (unknown !== undefined) throw new UserError(`there is no check "${unknown}"`, helpHint("npm run lint"));
  return { values, names: positionals };
}
