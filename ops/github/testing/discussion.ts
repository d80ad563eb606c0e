import { created, found, invalid, noContent, ok, Page, type Routes } from "./router";
import type { FakeRepository, Issue, Label } from "./state";

/** The longest body of an issue or a comment, characters. */
const BODY_MAX = 65_536;

const issueOf = ({ issues }: FakeRepository, number: string | undefined): Issue | undefined =>
  issues.find((one) => String(one.number) === number);

const tooLong = (body: unknown): boolean => String(body).length > BODY_MAX;

/** Changes an issue as a request says. Labels and assignees come as names. */
function change(repository: FakeRepository, issue: Issue, body: Record<string, unknown>): void {
  const { labels, assignees, ...rest } = body as { labels?: string[]; assignees?: string[] };
  Object.assign(issue, rest);
  if (labels !== undefined) issue.labels = labels.map((name) => ({ name }));
  if (assignees !== undefined)
    issue.assignees = assignees
      .filter((login) => repository.assignable.has(login))
      .map((login) => ({ login }));
}

/** Pull requests, issues, comments and labels: https://docs.github.com/en/rest/issues */
export const discussion: Routes = {
  "GET /pulls": ({ repository, query }) =>
    ok(
      repository.pulls
        .filter(({ label }) => label === query.get("head"))
        .map(({ number, sha }) => ({ number, head: { sha } })),
    ),

  "GET /issues": ({ repository, query }) => {
    const state = query.get("state") ?? "open";
    const creator = query.get("creator");
    return ok(
      new Page(
        repository.issues
          .filter((one) => state === "all" || one.state === state)
          .filter(({ user }) => creator === null || user.login === creator)
          .reverse(),
      ),
    );
  },
  "POST /issues": ({ repository, body }) => {
    if (tooLong(body["body"])) return invalid("body is too long (maximum is 65536 characters)");
    const issue = repository.open(String(body["title"]), "");
    change(repository, issue, body);
    return created(issue);
  },
  "PATCH /issues/*": ({ repository, part: [number], body }) =>
    found(issueOf(repository, number), (issue) => {
      if (tooLong(body["body"])) return invalid("body is too long (maximum is 65536 characters)");
      change(repository, issue, body);
      return ok(issue);
    }),
  "POST /issues/*/assignees": ({ repository, part: [number], body }) =>
    found(issueOf(repository, number), (issue) => {
      change(repository, issue, { assignees: body["assignees"] });
      return created(issue);
    }),

  "GET /issues/*/comments": ({ repository, part: [number] }) =>
    ok(new Page(repository.comments.filter(({ issue }) => String(issue) === number))),
  "POST /issues/*/comments": ({ repository, part: [number], body }) =>
    tooLong(body["body"])
      ? invalid("body is too long (maximum is 65536 characters)")
      : created(repository.add(String(body["body"]), undefined, Number(number))),
  "PATCH /issues/comments/*": ({ repository, part: [id], body }) =>
    found(
      repository.comments.find((one) => String(one.id) === id),
      (comment) => ok(Object.assign(comment, { body: body["body"] })),
    ),
  "DELETE /issues/comments/*": ({ repository, part: [id] }) =>
    found(
      repository.comments.find((one) => String(one.id) === id),
      (comment) => {
        repository.comments.splice(repository.comments.indexOf(comment), 1);
        return noContent;
      },
    ),

  "GET /labels": ({ repository }) => ok(new Page(repository.labels)),
  "POST /labels": ({ repository, body }) => {
    repository.labels.push(body as unknown as Label);
    return created(body);
  },
  "PATCH /labels/*": ({ repository, part: [name], body }) =>
    found(
      repository.labels.find((one) => one.name === name),
      (label) => ok(Object.assign(label, body)),
    ),
};
