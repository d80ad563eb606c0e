/** What each check looks at, as the help of `npm run lint` shows it. */
export const checkSummaries = {
  eslint: "the rules of eslint.config.mjs, with type information",
  types: "TypeScript",
  secrets: "gitleaks on the work tree and the git history",
  format: "Prettier",
  actionlint: "syntax, expressions and shell commands of the workflows",
  zizmor: "security of the workflows",
  shellcheck: "the shell scripts",
} as const;

/** The name of a check. */
export type CheckName = keyof typeof checkSummaries;
