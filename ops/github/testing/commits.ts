import { created, found, nextId, ok, Page, type Routes } from "./router";
import type { Release } from "./state";

/** Check runs and releases of commits. */
export const commits: Routes = {
  "GET /commits/*/check-runs": ({ repository, part: [commit], query }) =>
    ok(
      new Page(
        repository.checkRuns.filter(
          ({ head_sha, name }) => head_sha === commit && name === (query.get("check_name") ?? name),
        ),
        "check_runs",
      ),
    ),
  "GET /releases": ({ repository }) => ok(new Page(repository.releases.toReversed())),
  "POST /releases": ({ repository, body }) => {
    const id = nextId(repository.releases);
    const release = { ...body, id, html_url: `https://github.example/r/${String(id)}` } as unknown as Release;
    repository.releases.push(release);
    return created(release);
  },
  "PATCH /releases/*": ({ repository, part: [id], body }) =>
    found(
      repository.releases.find((one) => String(one.id) === id),
      (release) => ok(Object.assign(release, body)),
    ),
  // Octokit sends `tags/v1` as one part.
  "GET /git/matching-refs/*": ({ repository, part: [prefix = ""] }) =>
    ok(
      new Page(
        repository.tags
          .map((tag) => ({ ref: `refs/tags/${tag}` }))
          .filter(({ ref }) => ref.startsWith(`refs/${prefix}`)),
      ),
    ),
};
