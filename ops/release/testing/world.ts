import { silentProgress } from "../../../common/progress";
import type { Release } from "../../operations/ledger";
import type { Lease } from "../../operations/lock";
import type { DeadRun } from "../../stages/stack-lock";
import type { DeploymentPlan, Platform } from "../platform";
import type { Program } from "../record";
import { release, type ReleaseArgs } from "../release";

/** The process was killed. */
export class Killed extends Error {}

/** A stage with one function, in memory. Whatever happens is counted, so that a test can kill the process there. */
export class World {
  /** Code of each version of the function: its commit. */
  readonly code: string[] = ["none", "old"];
  /** What the alias names, and the share of a second version. */
  alias: { version: string; other?: string; share?: number } = { version: "1" };
  /** What the state of the stack says. */
  state = { alias: "1", published: "1", commit: "old" };
  readonly records = new Map<string, Release>();
  /** Everything that was done, in order. */
  readonly done: string[] = [];
  plan: DeploymentPlan = {
    problems: [],
    changes: { create: 0, update: 2, replace: 0, delete: 0, same: 1 },
    removed: [],
    hold: ["alias"],
    ...{ planned: [], services: [] },
  };
  /** Runs whose locks may be removed. */
  readonly dead: DeadRun[] = [];
  contract: string[] = [];
  expand: string[] = [];
  /** Problems by the step that finds them. */
  problems: Partial<Record<"preflight" | "smoke" | "health", string[]>> = {};
  /** Errors by method. */
  errors: Partial<Record<keyof Platform, Error>> = {};
  /** Events until the process is killed. */
  lives = Infinity;
  time = Date.parse("2026-11-01T00:00:00Z");
  interrupt = new AbortController();
  /** Called before each event. */
  before: (event: string) => void = () => undefined;

  constructor() {
    this.records.set(
      "2026-10-01-old",
      released({ id: "2026-10-01-old", commit: "old", versions: { f: "1" } }),
    );
  }

  /** Something happens: before it, or between it and the next, the process may be killed. */
  event(what: string): void {
    if (this.lives <= 0) throw new Killed();
    this.before(what);
    this.done.push(what);
    this.lives--;
  }

  /** A new process. */
  restart(): void {
    this.lives = Infinity;
  }

  get newest(): Release {
    return [...this.records.values()].at(-1) ?? released({});
  }

  /** Code that users reach. */
  get served(): string[] {
    const { version, other } = this.alias;
    return [version, ...(other === undefined ? [] : [other])].map((one) => this.code[Number(one)] ?? "?");
  }

  release(
    program: Partial<Program> = {},
    settings: Partial<ReleaseArgs["settings"]> = {},
    more: Partial<ReleaseArgs> = {},
  ): Promise<Release> {
    const commit = program.commit ?? "new";
    return release({
      ...this.operation(commit),
      program: { commit, committedAt: "2026-10-31T00:00:00Z", version: "1.0.0", ...program },
      settings: { bakeMinutes: 1, ...settings },
      pause: (ms) => {
        this.time += ms;
        return Promise.resolve();
      },
      ...more,
    });
  }

  /** @param commit of the checkout. */
  operation(commit = "new") {
    const records = () => [...this.records.values()].reverse();
    const find = (status: string) => Promise.resolve(records().find((one) => one.status === status));
    return {
      by: "somebody@host",
      ledger: {
        save: (record: Release) => {
          this.event(`save ${record.status} ${record.step}`);
          this.records.set(record.id, structuredClone(record));
          return Promise.resolve();
        },
        get: (id: string) => Promise.resolve(this.records.get(id)),
        running: () => find("running"),
        current: () => find("released"),
        releases: () =>
          (async function* () {
            await Promise.resolve();
            yield* records();
          })(),
      },
      lock: () =>
        Promise.resolve({
          fence: 1,
          signal: new AbortController().signal,
          check: () => ({}),
          write: () => Promise.resolve(undefined),
          release: () => Promise.resolve(),
        } satisfies Lease),
      platform: (signal: AbortSignal) => this.#platform(commit, signal),
      signal: this.interrupt.signal,
      progress: silentProgress,
      now: () => new Date((this.time += 1000)),
    };
  }

  #platform(checkout: string, signal: AbortSignal): Platform {
    const act = async <T>(method: keyof Platform, what: string, work: () => T): Promise<T> => {
      await Promise.resolve();
      this.event(what);
      signal.throwIfAborted();
      if (this.errors[method] !== undefined) throw this.errors[method];
      return work();
    };
    const up = (commit: string, hold: boolean) => {
      if (this.code[Number(this.state.published)] !== commit) {
        this.code.push(commit);
        this.state.published = String(this.code.length - 1);
      }
      this.state.commit = commit;
      // As the engine: it writes the alias only where the state differs.
      if (hold || this.state.alias === this.state.published) return;
      this.state.alias = this.state.published;
      this.alias = { version: this.state.published };
    };
    return {
      takeOver: (dead) => {
        this.dead.push(dead);
      },
      preflight: () => act("preflight", "preflight", () => this.problems.preflight ?? []),
      preview: () => act("preview", "preview", () => this.plan),
      deploy: (exclude) =>
        act("deploy", `up${exclude.length > 0 ? " without aliases" : ""}`, () =>
          up(checkout, exclude.length > 0),
        ),
      published: () => Promise.resolve({ f: this.state.published }),
      aliases: () => Promise.resolve({ f: this.alias.version }),
      point: ({ f = "" }, canary) =>
        act("point", canary === undefined ? "point" : "shift", () => {
          const other = canary?.versions["f"];
          this.alias =
            other === undefined || other === f
              ? { version: f }
              : { version: f, other, share: canary?.share ?? 0 };
        }),
      pending: (phase) => Promise.resolve([...(phase === "contract" ? this.contract : this.expand)]),
      migrate: (phase) =>
        act("migrate", `migrate ${phase}`, () =>
          (phase === "contract" ? this.contract : this.expand).splice(0),
        ),
      smoke: (mixed) => act("smoke", mixed ? "smoke of both" : "smoke", () => this.problems.smoke ?? []),
      health: () => act("health", "health", () => this.problems.health ?? []),
      reconcile: (commit) =>
        act("reconcile", `reconcile ${String(commit)}`, () => {
          this.state.alias = this.alias.version;
          if (commit !== undefined) up(commit, false);
        }),
      missing: (versions) =>
        Promise.resolve(
          Object.values(versions).filter((version) => this.code[Number(version)] === undefined),
        ),
      previewOf: () => Promise.resolve(this.plan),
    };
  }
}

/** A release of the ledger. */
export function released(changes: Partial<Release>): Release {
  return {
    id: "r",
    kind: "release",
    status: "released",
    step: "finish",
    version: "1.0.0",
    commit: "old",
    committedAt: "2026-09-30T00:00:00Z",
    by: "somebody",
    startedAt: "2026-10-01T00:00:00Z",
    events: [],
    ...changes,
  };
}
