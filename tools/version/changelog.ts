const UNRELEASED = "## Unreleased\n";

/**
 * Makes a version of what CHANGELOG.md has under `## Unreleased`: the notes that people wrote for operators, then the
 * commits. Leaves an empty `## Unreleased`.
 * @param day e.g. `2026-11-28`. @param commits Markdown, may be empty.
 * @throws Error without `## Unreleased`, and for a version that it has already.
 */
export function withVersion(changelog: string, version: string, day: string, commits: string): string {
  const heading = `## ${version} (${day})\n`;
  if (hasVersion(changelog, version)) throw new Error(`CHANGELOG.md has the version ${version} already`);
  const start = changelog.indexOf(UNRELEASED);
  if (start === -1) throw new Error("CHANGELOG.md has no heading `## Unreleased`");
  const from = start + UNRELEASED.length;
  const next = changelog.indexOf("\n## ", from);
  const notes = changelog.slice(from, next === -1 ? undefined : next).trim();
  const later = next === -1 ? "" : changelog.slice(next);
  const parts = [UNRELEASED, heading, notes, commits.trim()].filter((part) => part !== "");
  return `${changelog.slice(0, start)}${parts.map((part) => part.trim()).join("\n\n")}\n${later}`;
}

/** Whether a changelog has a version. */
export function hasVersion(changelog: string, version: string): boolean {
  return changelog.split("\n").some((line) => line.startsWith(`## ${version} `));
}
