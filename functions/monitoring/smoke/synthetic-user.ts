import { setTimeout as sleep } from "node:timers/promises";

import { refresh, register, verify } from "../../auth/routes";
import type { ApiClient } from "../../shared/api-client";
import type { Result } from "../../shared/route";
import { deleteUser } from "../../users/routes";
import type { SmokeStore } from "./store";

/** Path parameters of what belongs to the caller. */
export const me = { userId: "me" };

/** How long a code may take, and how often it is looked for, ms. */
const CODE_LIMIT = 15_000;
const CODE_POLL = 250;

/** The limits of the number, or of the address of this run, are used up. */
export class NoCode extends Error {}

/** What a synthetic user needs. */
export interface UserDeps {
  api: ApiClient;
  store: Pick<SmokeStore, "code">;
  signal: AbortSignal;
  /** Called before each step. */
  onStep: (step: string) => void;
}

/** A user of a synthetic number: signs in with codes that only smoke tests can read. */
export class SyntheticUser {
  #signedIn: Result<typeof verify> | undefined;
  #code: string | undefined;
  /** Whether the user may exist: since its code was sent to the API, until it is deleted. */
  mayExist = false;

  constructor(
    readonly phone: string,
    private readonly deps: UserDeps,
  ) {}

  /** The same user with another time limit. */
  under(deps: UserDeps): SyntheticUser {
    const same = new SyntheticUser(this.phone, deps);
    same.#signedIn = this.#signedIn;
    same.mayExist = this.mayExist;
    return same;
  }

  /** Tokens and user. @throws Error before the sign-in. */
  get tokens(): Result<typeof verify> {
    if (this.#signedIn === undefined) throw new Error("not run: the user is not signed in");
    return this.#signedIn;
  }

  /** Asks for a code. @throws NoCode when a limit is reached. */
  async askForCode(): Promise<void> {
    const { api, store, signal, onStep } = this.deps;
    const before = await store.code(this.phone);
    onStep("asking for a code");
    const body = { phoneNumber: this.phone, name: "Smoke Test" };
    const { status } = await api.unthrottled(register, { body });
    if (status === 429) throw new NoCode("the limit of codes is reached");
    if (status !== 200) throw new Error(`${register.path} answered ${String(status)}`);
    const deadline = Date.now() + CODE_LIMIT;
    for (;;) {
      const found = await store.code(this.phone);
      if (found !== undefined && found.codeId !== before?.codeId) {
        this.#code = found.code;
        return;
      }
      if (Date.now() > deadline) throw new Error(`no code within ${String(CODE_LIMIT / 1000)} s`);
      await sleep(CODE_POLL, undefined, { signal });
    }
  }

  /** Signs in with the code. */
  async verify(): Promise<void> {
    const { api, onStep } = this.deps;
    onStep("signing in");
    if (this.#code === undefined) throw new Error("not run: there is no code");
    this.mayExist = true;
    const body = { phoneNumber: this.phone, code: this.#code };
    this.#signedIn = await api.call(verify, { body });
  }

  /** Gets new tokens. @returns the former ones. */
  async refresh(): Promise<Result<typeof verify>> {
    const before = this.tokens;
    const body = { refreshToken: before.refreshToken };
    this.#signedIn = await this.deps.api.call(refresh, { body });
    return before;
  }

  /** Deletes the user, if it may exist: signs in for that if need be. */
  async delete(): Promise<void> {
    if (!this.mayExist) return;
    if (this.#signedIn === undefined) {
      await this.askForCode();
      await this.verify();
    }
    this.deps.onStep("deleting the user");
    const { status } = await this.deps.api.unthrottled(deleteUser, { params: me, as: this.tokens });
    // The user is gone when the answer to an earlier attempt was lost.
    if (status !== 202 && status !== 404) throw new Error(`${deleteUser.path} answered ${String(status)}`);
    this.mayExist = false;
  }
}
