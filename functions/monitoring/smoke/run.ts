import { randomInt } from "node:crypto";

import { ApiClient } from "../../shared/api-client";
import { defined } from "../../shared/defined";
import { syntheticNumbers } from "../../shared/synthetic";
import { journeys, type Target } from "./journeys";
import type { Network } from "./network";
import type { JourneyResult, SmokeReport } from "./report";
import type { Run, SmokeStore } from "./store";
import { NoCode, SyntheticUser, type UserDeps } from "./synthetic-user";

/** How long the journeys may take, ms. */
const JOURNEYS_LIMIT = 30_000;

/** How long it may take to end earlier runs, and to end this one, ms. */
const END_LIMIT = 15_000;

/** Age of a run that was killed: longer than any may take, ms. */
const KILLED_AFTER = 120_000;

/** Numbers that a run tries. */
const NUMBERS = 5;

/** What a smoke test needs. */
export interface SmokeDeps {
  target: Target;
  store: SmokeStore;
  /** Custom endpoint of AWS. Default: AWS itself. */
  endpoint?: string;
  /** Ends the journeys early. The user is deleted first. */
  signal: AbortSignal;
  /** Called before each step. */
  onStep: (step: string) => void;
  /** Called for an earlier run that could not be ended. The next run tries again. */
  onLeftover: (reason: string) => void;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Runs the journeys with a synthetic user of its own, and deletes the user, also after a failure. Before that, it ends runs
 * that were killed: their records have the numbers of their users. Runs may overlap.
 * @throws errors of the store, before anything was created.
 */
export async function smokeTest(deps: SmokeDeps): Promise<SmokeReport> {
  const started = performance.now();
  await endKilled(deps);
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(JOURNEYS_LIMIT)]);
  const results: JourneyResult[] = [];
  const session = await begin(deps, signal);
  try {
    const world = { ...deps, api: apiOf(deps, signal), network: networkOf(deps, signal), user: session.user };
    for (const journey of journeys) {
      const { name } = journey;
      deps.onStep(name);
      const work = async (): Promise<void> => {
        signal.throwIfAborted();
        if (name === "sign-in" && session.problem !== undefined) throw session.problem;
        await journey.run(world);
      };
      results.push(await resultOf(name, work));
    }
  } finally {
    const clean = await resultOf("clean-up", () => end(deps, session.run, session.user));
    if (!clean.passed) results.push(clean);
  }
  const passed = results.every((one) => one.passed);
  return { passed, seconds: secondsSince(started), journeys: results };
}

/** A run that has a number, and its user, who has a code unless there was a problem. */
interface Session {
  run: Run;
  user: SyntheticUser;
  problem?: Error;
}

/** Takes a number that gets a code: strangers may have used up the limits of some. */
async function begin(deps: SmokeDeps, signal: AbortSignal): Promise<Session> {
  for (let attempt = 1; ; attempt++) {
    const run = await takeNumber(deps);
    const user = userOf(deps, run, signal);
    const problem = await user.askForCode().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    if (!(problem instanceof NoCode) || attempt === NUMBERS) return defined({ run, user, problem });
    await deps.store.end(run);
  }
}

async function takeNumber({ store, now, onStep }: SmokeDeps): Promise<Run> {
  for (;;) {
    const phone = syntheticNumbers[randomInt(syntheticNumbers.length)] ?? "";
    const run = { phone, startedAt: now() };
    onStep("taking a number");
    if (await store.begin(run)) return run;
  }
}

/** Deletes the users of runs that were killed. */
async function endKilled(deps: SmokeDeps): Promise<void> {
  const { store, now, onStep, onLeftover } = deps;
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(END_LIMIT)]);
  for (const run of await store.runs()) {
    if (now() - run.startedAt < KILLED_AFTER || signal.aborted) continue;
    if (!(await store.takeOver(run, now()))) continue;
    onStep("ending an earlier run");
    const user = userOf(deps, run, signal);
    // The sign-in of a deletion creates the user again if there is none: that is simpler than to find out.
    user.mayExist = true;
    const ended = await resultOf("", () => end(deps, run, user));
    if (!ended.passed) onLeftover(ended.reason ?? "");
  }
}

/** Deletes the user of a run, then its record. Has a time limit of its own: the signal of the run may be aborted. */
async function end(deps: SmokeDeps, run: Run, user: SyntheticUser): Promise<void> {
  await user.under(partsOf(deps, AbortSignal.timeout(END_LIMIT))).delete();
  deps.onStep("ending the run");
  await deps.store.end(run);
}

function userOf(deps: SmokeDeps, { phone }: Run, signal: AbortSignal): SyntheticUser {
  return new SyntheticUser(phone, partsOf(deps, signal));
}

function partsOf(deps: SmokeDeps, signal: AbortSignal): UserDeps {
  return { store: deps.store, onStep: deps.onStep, signal, api: apiOf(deps, signal) };
}

function apiOf({ target }: SmokeDeps, signal: AbortSignal): ApiClient {
  return new ApiClient(target.apiUrl, { signal });
}

function networkOf({ endpoint }: SmokeDeps, signal: AbortSignal): Network {
  return defined({ endpoint, signal });
}

async function resultOf(name: string, work: () => Promise<void>): Promise<JourneyResult> {
  const started = performance.now();
  try {
    await work();
    return { name, passed: true, seconds: secondsSince(started) };
  } catch (error) {
    return { name, passed: false, seconds: secondsSince(started), reason: reasonOf(error) };
  }
}

/** One line that says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // The message of fetch is "fetch failed".
  const { cause } = error;
  const more = cause instanceof Error ? `: ${cause.message}` : "";
  return `${error.message}${more}`.replaceAll(/\s+/g, " ");
}

function secondsSince(start: number): number {
  return Math.round(performance.now() - start) / 1000;
}
