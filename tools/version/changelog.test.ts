import { withVersion } from "./changelog";

const HEAD = "# Changelog\n\nFormat.\n\n";
const OLD = "## 0.1.0 (2026-01-01)\n\n- First.\n";

test("the notes and the commits become a version above the older ones", () => {
  const changelog = `${HEAD}## Unreleased\n\n### Added\n\n- Do this first.\n\n${OLD}`;
  expect(withVersion(changelog, "0.2.0", "2026-11-28", "### Commits\n\n- a\n")).toBe(
    `${HEAD}## Unreleased\n\n## 0.2.0 (2026-11-28)\n\n### Added\n\n- Do this first.\n\n### Commits\n\n- a\n\n${OLD}`,
  );
});

test("the first version needs no older one, and a version no notes", () => {
  expect(withVersion(`${HEAD}## Unreleased\n`, "0.1.0", "2026-11-28", "- a")).toBe(
    `${HEAD}## Unreleased\n\n## 0.1.0 (2026-11-28)\n\n- a\n`,
  );
});

test.each([
  [`${HEAD}${OLD}`, "0.2.0", "no heading"],
  [`${HEAD}## Unreleased\n\n${OLD}`, "0.1.0", "has the version 0.1.0 already"],
])("%j cannot get the version %s", (changelog, version, message) => {
  expect(() => withVersion(changelog, version, "2026-11-28", "")).toThrow(message);
});
