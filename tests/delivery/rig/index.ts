import * as fs from "node:fs";
import { createServer, type Server } from "node:http";
import * as os from "node:os";
import * as path from "node:path";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

import { FakeGitHub } from "../../../ops/github/testing/github";
import type { Release } from "../../../ops/operations/ledger";
import { act, npmVariables } from "./act";
import { RunLog, type Job } from "./log";
import { Repository } from "./repository";

export const REPOSITORY = "example-org/sjc1990app-platform";

/** Temporary credentials. */
interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The AWS account that jobs with a role work on. */
export interface Account {
  /** Variables of the jobs, which let AWS clients and Pulumi use it. */
  variables: Readonly<Record<string, string>>;
  /** The context `vars`. Those of environments differ in the role: `AWS_ROLE` is a name for {@link assume}. */
  vars: Readonly<Record<string, string>>;
  /** Credentials for a job in an environment. @throws when no role trusts it. */
  assume(environment: string): Promise<Credentials>;
}

/** An event that starts a workflow. */
export interface Trigger {
  /** e.g. `push`. */
  event: string;
  /** e.g. `refs/heads/develop`. */
  ref: string;
  /** Default: the last commit of the repository's work tree. */
  commit?: string;
  /** The event, besides the repository. */
  payload?: object;
  /** Runs only these jobs of a matrix, e.g. `{ stage: "dev" }`. */
  matrix?: Readonly<Record<string, string>>;
  /**
   * Called when a job starts that is in an environment. A rejection ends the job. Default: approves all.
   * @param jobs those that have started before.
   */
  approve?: (environment: string, jobs: Run["jobs"]) => Promise<void> | void;
  /** As the end of its runner: kills the job as soon as a step prints this. */
  killAt?: RegExp;
}

/** A call of npm by a job. */
export interface Call {
  job: string;
  args: string[];
  /** Names of the environment's variables. */
  variables: string[];
}

/** A run of a workflow. */
export interface Run {
  id: number;
  result: "success" | "failure";
  /** By id. A job that was skipped is absent. */
  jobs: Readonly<Record<string, Job>>;
  /** The calls of npm, in order. */
  calls: readonly Call[];
  /** Everything that act printed. */
  log: string;
}

/** GitHub on this machine: a repository, its workflows run by act, and the REST API. */
export class GitHub {
  readonly dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-delivery-"));
  readonly api = new FakeGitHub();
  readonly repository = new Repository(path.join(this.dir, "repository"));
  #apiUrl = "";
  #runs = 0;

  private constructor(private readonly account: Account | undefined) {}

  /** @param account Default: jobs have no credentials. */
  static async open(account?: Account): Promise<GitHub> {
    const github = new GitHub(account);
    github.#apiUrl = await github.api.start();
    return github;
  }

  remove(): void {
    this.api.stop();
    fs.rmSync(this.dir, { recursive: true, force: true });
  }

  /** CI has passed on a commit. */
  passed(commit: string): void {
    for (const name of ["Lint", "All checks"])
      this.api.checkRuns.push({ name, head_sha: commit, status: "completed", conclusion: "success" });
  }

  /** Runs a workflow as an event does, and waits for its end. @param workflow a file of .github/workflows. */
  async run(
    workflow: string,
    { event, ref, commit, payload = {}, matrix, approve, killAt }: Trigger,
  ): Promise<Run> {
    const id = ++this.#runs;
    const dir = path.join(this.dir, "runs", String(id));
    fs.mkdirSync(dir, { recursive: true });
    const calls = path.join(dir, "calls");
    fs.writeFileSync(calls, "");
    const sha = commit ?? this.repository.git("rev-parse", "HEAD");
    const log = new RunLog();
    const gate = await this.#gate((environment) => approve?.(environment, log.jobs));
    try {
      await act({
        ...{ dir, workflow, event, matrix, killAt, log },
        github: path.join(this.repository.dir, ".github"),
        payload: { ...payload, ref, repository: { full_name: REPOSITORY, default_branch: "main" } },
        variables: {
          ...{ GITHUB_REPOSITORY: REPOSITORY, GITHUB_REF: ref, SHA_REF: sha, GITHUB_RUN_ID: String(id) },
          ...{ GITHUB_API_URL: this.#apiUrl, RIG_REPOSITORY: this.repository.url, RIG_URL: gate.url },
          ...{ RIG_ARTIFACTS: path.join(this.dir, "artifacts"), ...npmVariables(calls) },
          ...this.account?.variables,
          SJC1990APP_STATE_DIR: path.join(this.dir, "state"),
        },
        vars: this.account?.vars ?? {},
        token: "token-of-the-run",
      });
      const { jobs, text, failed } = log;
      return {
        ...{ id, jobs, log: text, result: failed ? "failure" : "success" },
        calls: lines(calls).map((line) => JSON.parse(line) as Call),
      };
    } finally {
      gate.close();
    }
  }

  /** A file of a run's artifact. */
  artifact({ id }: Run, name: string, file: string): string {
    return fs.readFileSync(path.join(this.dir, "artifacts", String(id), name, file), "utf8");
  }

  /** What a run of a deployment released. */
  record(run: Run): Release {
    return JSON.parse(this.artifact(run, "release", "release.json")) as Release;
  }

  /** Answers the fakes of actions: approvals and credentials. */
  async #gate(
    approve: (environment: string) => Promise<void> | void,
  ): Promise<{ url: string; close: () => void }> {
    const answer = async (url: string, { environment }: { environment?: string }): Promise<object> => {
      if (environment === undefined) throw new Error("the job names no environment");
      if (url === "/credentials" && this.account !== undefined) return this.account.assume(environment);
      await approve(environment);
      return {};
    };
    const server: Server = createServer((request, response) => {
      void json(request)
        .then((body) => answer(request.url ?? "", body as { environment?: string }))
        .then(
          (body) => response.end(JSON.stringify(body)),
          (error: unknown) => response.writeHead(403).end(String(error)),
        );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${String(port)}`,
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }
}

/** Results of the jobs that ran; `lost` without one. */
export const results = ({ jobs }: Run) =>
  Object.fromEntries(Object.entries(jobs).map(([name, { result = "lost" }]) => [name, result]));

const lines = (file: string): string[] => fs.readFileSync(file, "utf8").split("\n").filter(Boolean);
