import { at, jsonOf, show, type Plain, type PlainObject } from "../lib/plain";
import { runsOf, type Usage } from "./usage";

/** A resource of a stack. Values that are not known at preview are the symbol of `policies/lib/plain`. */
export interface CostResource {
  /** Type token, e.g. `aws:lambda/function:Function`. */
  type: string;
  /** Logical name in the program. */
  name: string;
  props: PlainObject;
}

/** Calls of a function in a month. */
interface Calls {
  invocations: number;
  /** Average duration, ms. */
  ms: number;
}

/** Requests to the API, and messages of queues, of a smoke test. */
const SMOKE_TEST = { requests: 13, events: 3 };

/** Memory of a function whose size is not known, MB. */
const USUAL_MEMORY = 512;

/** What the resources of a stack do in a month at a given usage. */
export class Traffic {
  /** Requests to the API, those of health checks and smoke tests included. */
  readonly requests: number;
  /** Requests of the schedule that checks the public URL: the one with `health` in its name. */
  readonly healthChecks: number;
  /** Queue messages and stream records. */
  readonly events: number;
  /** Whether functions write metrics in CloudWatch's embedded metric format. */
  readonly writesMetrics: boolean;
  readonly #calls = new Map<string, Calls>();
  readonly #counts = new Map<string, number>();

  constructor(
    readonly usage: Usage,
    resources: readonly CostResource[],
  ) {
    for (const { type } of resources) this.#counts.set(type, this.count(type) + 1);
    const schedules = resources
      .filter(({ type }) => type === "aws:scheduler/schedule:Schedule")
      .map(({ name, props }) => ({ name, runs: scheduleRuns(props) }));
    const runs = (all: typeof schedules) => all.reduce((sum, one) => sum + one.runs, 0);
    this.healthChecks = runs(schedules.filter(({ name }) => name.includes("health")));
    const smokeTests = this.healthChecks * smokeShare(resources);
    this.requests =
      usage.users * usage.requests + this.healthChecks - smokeTests + smokeTests * SMOKE_TEST.requests;
    this.events = usage.users * usage.events + smokeTests * SMOKE_TEST.events;
    this.writesMetrics = resources.some(
      ({ props }) => at(props["environment"], "variables", "POWERTOOLS_METRICS_NAMESPACE") !== undefined,
    );
    this.#share(resources, runs(schedules));
  }

  /** Number of resources of a type. */
  count(type: string): number {
    return this.#counts.get(type) ?? 0;
  }

  /** An equal share for each resource of a type. */
  share(total: number, type: string): number {
    return total / Math.max(1, this.count(type));
  }

  /** Calls of a function. @param name its physical name. */
  calls(name: Plain | undefined): Calls {
    return this.#calls.get(show(name)) ?? { invocations: 0, ms: 0 };
  }

  /** Calls of each function. */
  get functions(): readonly Calls[] {
    return [...this.#calls.values()];
  }

  /** Invocations of all functions. */
  get invocations(): number {
    return this.functions.reduce((sum, { invocations }) => sum + invocations, 0);
  }

  /** Invocations by function; requests and events are shared equally among the functions that serve them. */
  #share(resources: readonly CostResource[], scheduled: number): void {
    const { users, requests, authorizerShare, functionMs, eventMs } = this.usage;
    const apis = resources
      .filter(({ type }) => type === "aws:apigateway/restApi:RestApi")
      .map(({ props }) => jsonOf(props["body"]));
    const text = (part: (typeof apis)[number]): string => JSON.stringify(part ?? "");
    const routes = apis.map((api) => text(at(api, "paths"))).join();
    const authorizers = apis.map((api) => text(at(api, "components", "securitySchemes"))).join();
    const groups = {
      routes: { names: [] as string[], total: this.requests, ms: functionMs },
      authorizers: { names: [] as string[], total: users * requests * authorizerShare, ms: functionMs },
      background: { names: [] as string[], total: this.events + scheduled, ms: eventMs },
    };
    for (const { type, props } of resources) {
      if (type !== "aws:lambda/function:Function") continue;
      const name = show(props["name"]);
      const called = (document: string): boolean => document.includes(`:function:${name}:`);
      const group = called(routes) ? "routes" : called(authorizers) ? "authorizers" : "background";
      groups[group].names.push(name);
    }
    for (const { names, total, ms } of Object.values(groups))
      for (const name of names) this.#calls.set(name, { invocations: total / names.length, ms });
  }
}

/** Share of the health checks that are smoke tests, from the environment of the function. */
function smokeShare(resources: readonly CostResource[]): number {
  for (const { props } of resources) {
    const every = Number(at(props["environment"], "variables", "SMOKE_MINUTES"));
    const check = Number(at(props["environment"], "variables", "HEALTH_CHECK_MINUTES"));
    if (every > 0 && check > 0) return check / every;
  }
  return 0;
}

/** Runs of a schedule in a month. A schedule that is not known or not set runs once. */
export function scheduleRuns(props: PlainObject): number {
  const expression = props["scheduleExpression"];
  return typeof expression === "string" ? runsOf(expression) : 1;
}

/** Memory of a function in GB. */
export function memoryOf(props: PlainObject): number {
  return numberOf(props["memorySize"], USUAL_MEMORY) / 1024;
}

/** A number, or another one if it is not known or not set. */
export function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
