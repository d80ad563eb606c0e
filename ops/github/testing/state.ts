import { BOT } from "../client";

/** The account that signs in with a token. */
export interface Login {
  login: string;
}

/** A comment of an issue or a pull request. */
export interface Comment {
  id: number;
  html_url: string;
  body: string;
  user: Login;
  /** Of the issue or the pull request. */
  issue: number;
}

export interface Issue {
  number: number;
  html_url: string;
  title: string;
  body: string;
  user: Login;
  state: "open" | "closed";
  state_reason?: string;
  labels: { name: string }[];
  assignees: Login[];
  /** Pull requests are listed with the issues. */
  pull_request?: object;
}

/** A pull request, as far as it is read. */
export interface Pull {
  number: number;
  /** `<owner>:<branch>`. */
  label: string;
  sha: string;
}

export interface Label {
  name: string;
  color: string;
  description: string | null;
}

export interface CheckRun {
  name: string;
  head_sha: string;
  status: string;
  conclusion: string | null;
}

export interface Environment {
  name: string;
  /** As in requests. */
  reviewers: { type: "User" | "Team"; id: number }[];
  prevent_self_review: boolean;
  /** Minutes. */
  wait_timer: number;
  deployment_branch_policy: { protected_branches: boolean; custom_branch_policies: boolean } | null;
  policies: { id: number; name: string; type: "branch" | "tag" }[];
  variables: Variable[];
}

export interface Variable {
  name: string;
  value: string;
}

export interface Ruleset {
  id: number;
  name: string;
  target: string;
  [field: string]: unknown;
}

export interface Release {
  id: number;
  html_url: string;
  tag_name: string;
  target_commitish: string;
  name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
}

/** A write, as GitHub got it. */
export interface Write {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

/** A repository of GitHub with all that the fake serves. Tests read it and change it. */
export class FakeRepository {
  readonly pulls: Pull[] = [];
  readonly comments: Comment[] = [];
  readonly issues: Issue[] = [];
  readonly labels: Label[] = [];
  readonly checkRuns: CheckRun[] = [];
  readonly environments: Environment[] = [];
  readonly variables: Variable[] = [];
  readonly rulesets: Ruleset[] = [];
  /** Drafts are no tags yet. */
  readonly releases: Release[] = [];
  /** Names of tags. */
  readonly tags: string[] = [];
  /** Numeric ids of logins, and of teams as `org/team`. */
  readonly accounts: Record<string, number> = {};
  /** Who can be assigned to an issue. GitHub ignores others. */
  readonly assignable = new Set<string>();
  /** Settings of the repository's Actions, by the last part of the path; `permissions` for the path itself. */
  readonly actions: Record<string, Record<string, unknown>> = {
    permissions: { enabled: true, allowed_actions: "all", sha_pinning_required: false },
    workflow: { default_workflow_permissions: "write", can_approve_pull_request_reviews: true },
    "fork-pr-contributor-approval": { approval_policy: "first_time_contributors" },
  };
  /** All writes, in their order. */
  readonly writes: Write[] = [];

  /** Adds a comment. @param issue number of the issue or pull request. */
  add(body: string, login = BOT, issue = 7): Comment {
    const id = Math.max(0, ...this.comments.map((one) => one.id)) + 1;
    const comment = { id, html_url: `https://github.example/c/${String(id)}`, body, user: { login }, issue };
    this.comments.push(comment);
    return comment;
  }

  /** Opens an issue. */
  open(title: string, body: string, login = BOT): Issue {
    const numbers = [...this.issues, ...this.pulls].map((one) => one.number);
    const number = Math.max(0, ...numbers) + 1;
    const issue: Issue = {
      ...{ number, title, body, user: { login }, state: "open", labels: [], assignees: [] },
      html_url: `https://github.example/i/${String(number)}`,
    };
    this.issues.push(issue);
    return issue;
  }

  /** Open issues, as `number title`. */
  get openIssues(): string[] {
    return this.issues
      .filter(({ state }) => state === "open")
      .map(({ number, title }) => `${String(number)} ${title}`);
  }
}
