import type { Item } from "../../functions/shared/dynamo";
import type { Lease } from "./lock";
import type { OperationsTable } from "./table";

/** Steps of a release, in their order. Only a gradual release shifts. */
export const releaseSteps = [
  "preflight",
  "preview",
  "deploy",
  "migrate",
  "shift",
  "smoke",
  "bake",
  "finish",
] as const;
export type ReleaseStep = (typeof releaseSteps)[number];

/**
 * `running` until it ends. `released`: it serves the users, or did until a later one. `rolled-back`: it failed, and the
 * release before serves again. `failed`: it failed and was not rolled back; `reason` says why.
 */
export type ReleaseStatus = "running" | "released" | "failed" | "rolled-back";

/** What happened during a release. */
export interface ReleaseEvent {
  /** ISO 8601. */
  at: string;
  step: ReleaseStep | "rollback";
  message: string;
}

/** Version of each function, by physical name, e.g. `{ "sjc1990app-health-prod": "12" }`. */
export type FunctionVersions = Readonly<Record<string, string>>;

/** A release of a stage, or a rollback to an earlier one. */
export interface Release {
  /** Sorts by time: `<ISO 8601 of the start>-<short commit>`. */
  id: string;
  kind: "release" | "rollback";
  status: ReleaseStatus;
  /** The step that runs, or that it ended in. */
  step: ReleaseStep | "rollback";
  version: string;
  commit: string;
  /** Time of the commit, ISO 8601, for the lead time. */
  committedAt: string;
  /** Person or workflow. */
  by: string;
  /** Hosts that it has run on, e.g. `["runner-1"]`: the last one may have died there. */
  hosts?: readonly string[];
  /** Why it did not have to be released on the stage before. Absent: it was, or no stage comes before. */
  hotfix?: string;
  /** ISO 8601. */
  startedAt: string;
  endedAt?: string;
  /** Id of the release that served before. Absent for the first one. */
  previous?: string;
  /** Of a rollback: id of the release that it returns to. */
  to?: string;
  /** Versions that the aliases named before it was deployed. A rollback returns to them. */
  before?: FunctionVersions;
  /** Versions that it published, and that the aliases name once it is released or rolled back. */
  versions?: FunctionVersions;
  /** Share of the calls that the new versions got while it baked, in percent. Absent: all of them at once. */
  canaryPercent?: number;
  /** Number of resources by action. */
  changes?: Readonly<Record<"create" | "update" | "replace" | "delete" | "same", number>>;
  /** `<type>::<name>` of the removed resources that a rollback does not bring back: their data or address is lost. */
  removed?: readonly string[];
  /** AWS services that the stage did not use before, e.g. `sqs`. Absent: none. */
  services?: readonly string[];
  /** Names of the migrations that it ran. */
  migrations?: readonly string[];
  /** Names of the migrations of phase contract that it began. Releases before it cannot work with the data since. */
  contract?: readonly string[];
  /** Why it failed. */
  reason?: string;
  events: readonly ReleaseEvent[];
}

/** The releases of a stage. */
export class Ledger {
  constructor(private readonly table: OperationsTable) {}

  /** Newest first. */
  async *releases(): AsyncGenerator<Release> {
    for await (const item of this.table.list("release", { newestFirst: true })) yield toRelease(item);
  }

  async get(id: string): Promise<Release | undefined> {
    const item = await this.table.get("release", id);
    return item === undefined ? undefined : toRelease(item);
  }

  /** The release, or the rollback, that serves the users. */
  async current(): Promise<Release | undefined> {
    for await (const release of this.releases()) if (release.status === "released") return release;
    return undefined;
  }

  /** The one that was interrupted, or that somebody else runs. */
  async running(): Promise<Release | undefined> {
    for await (const release of this.releases()) if (release.status === "running") return release;
    return undefined;
  }

  /** Writes a release. @throws Failure when the lock has another holder by now. */
  async save(release: Release, lease: Lease): Promise<void> {
    // `kind` is a key of the table.
    const { id, kind: action, ...rest } = release;
    await lease.write([this.table.put("release", id, { ...rest, action })]);
  }
}

function toRelease({ action, ...rest }: Item): Release {
  return { ...rest, kind: action } as Release;
}
