import { checkInputs, type CheckContext, type Failure } from "./check";
import { readSettings, type Settings } from "./config";
import { difference, type Difference } from "./diff";
import { isNotFound, ProviderError, reasonOf, resourceError } from "./errors";
import { callerIdentity, invoke } from "./invoke";
import { Places, type Place } from "./places";
import {
  appliedInputs,
  liveInputs,
  outputsOf,
  previewOfCreate,
  previewOfUpdate,
  stableOutputs,
} from "./outputs";
import { findType, getType, unknownTypeMessage } from "../resources/registry";
import {
  PartialFailure,
  type Context,
  type ResourceType,
  type State,
  type Values,
} from "../resources/resource";
import { plainProperties, type Properties, type WireFiles } from "../properties/values";

/** A resource as the engine records it. */
export interface Resource {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** The resource of a step, and its timeout. */
export interface Step {
  urn: string;
  type: string;
  /** Seconds; 0 for no limit. */
  timeout: number;
  wireFiles?: WireFiles;
}

/** Shows the user a warning at a resource. */
export type Warn = (urn: string, message: string) => void;

/** The provider without its transport. */
export class Provider {
  private readonly cancelled = new AbortController();
  private configured: { settings: Settings; places: Places } | undefined;
  private account: Promise<string> | undefined;

  constructor(
    private readonly env: NodeJS.ProcessEnv = process.env,
    private readonly warn: Warn = () => undefined,
  ) {}

  /** Mistakes in the provider's settings. */
  checkConfig(settings: Properties): Failure[] {
    return readSettings(settings, this.env).failures;
  }

  /** Settings whose change replaces every resource: the region, as with the official provider. */
  diffConfig(old: Properties, next: Properties): { changed: boolean; replaces: string[] } {
    const [from, to] = [old, next].map((properties) => readSettings(properties, this.env).settings);
    const changed = JSON.stringify(from) !== JSON.stringify(to);
    return { changed, replaces: from?.connection.region === to?.connection.region ? [] : ["region"] };
  }

  /** @throws ProviderError when a setting is wrong or the account is not allowed. */
  async configure(properties: Properties): Promise<void> {
    const { settings, failures } = readSettings(properties, this.env);
    if (failures.length > 0) {
      throw new ProviderError(
        failures.map(({ property, reason }) => (property ? `aws:${property}: ${reason}` : reason)).join("\n"),
      );
    }
    this.account = undefined;
    this.configured = { settings, places: new Places(settings.connection) };
    const allowed = settings.allowedAccountIds;
    if (allowed.length === 0) return;
    const account = await this.accountId();
    if (!allowed.includes(account)) {
      throw new ProviderError(
        `aws:allowedAccountIds: the account is ${account}, allowed is ${allowed.join(", ")}`,
      );
    }
  }

  check(
    type: string,
    news: Properties,
    context: Omit<CheckContext, "defaultTags">,
  ): { inputs: Properties; failures: Failure[] } {
    const found = findType(type);
    if (found === undefined) {
      return { inputs: news, failures: [{ property: "", reason: unknownTypeMessage(type) }] };
    }
    return checkInputs(found, news, { ...context, defaultTags: this.settings().defaultTags });
  }

  diff(type: string, old: Properties, next: Properties, ignore: readonly string[]): Difference {
    return difference(getType(type), old, next, new Set(ignore), this.settings().connection.region);
  }

  /** Names of the outputs that do not change with these inputs. */
  stableOutputs(type: string, changed: ReadonlySet<string>): readonly string[] {
    return stableOutputs(getType(type), changed);
  }

  async create(step: Step, inputs: Properties, preview: boolean): Promise<Resource> {
    const type = getType(step.type);
    const place = this.places().of(type, inputs);
    if (preview) return { id: "", inputs, outputs: previewOfCreate(type, inputs, place) };
    return this.guarded(step, place, async (context) => {
      const made = (state: State, written: Properties) => ({
        id: state.id,
        inputs,
        outputs: outputsOf(type, inputs, state, context, written),
      });
      return this.orHalfMade(step, made, {}, async () => {
        return made(await type.create(handed(type, inputs), context), inputs);
      });
    });
  }

  async update(
    step: Step,
    old: Resource,
    next: Properties,
    ignore: readonly string[],
    preview: boolean,
  ): Promise<Resource> {
    const type = getType(step.type);
    const applied = appliedInputs(type, old.inputs, old.outputs);
    const { changed } = difference(type, applied, next, new Set(ignore), this.settings().connection.region);
    if (preview) return { ...old, inputs: next, outputs: previewOfUpdate(type, old.outputs, next, changed) };
    return this.guarded(step, this.places().of(type, old.inputs), async (context) => {
      const made = (state: State, written: Properties) => ({
        id: state.id,
        inputs: next,
        outputs: outputsOf(type, next, state, context, written),
      });
      return this.orHalfMade(step, made, applied, async () => {
        return made(
          await type.update(old.id, handed(type, applied), handed(type, next), changed, context),
          next,
        );
      });
    });
  }

  /** Reads a resource; `undefined` when it does not exist. Without `last` inputs: an import. */
  async read(step: Step, id: string, last: Properties | undefined): Promise<Resource | undefined> {
    const type = getType(step.type);
    const found =
      last === undefined
        ? this.places().ofImport(type, id)
        : { asked: id, place: this.places().of(type, last), inputs: last };
    return this.guarded(step, found.place, async (context) => {
      const state = await this.orGone(type, () =>
        type.read(found.asked, context, last === undefined ? undefined : handed(type, last)),
      );
      if (state === undefined) return undefined;
      const inputs = liveInputs(type, found.inputs, state.inputs);
      return { id: state.id, inputs, outputs: outputsOf(type, inputs, state, context) };
    });
  }

  async delete(step: Step, id: string, inputs: Properties): Promise<void> {
    const type = getType(step.type);
    await this.guarded(step, this.places().of(type, inputs), (context) =>
      this.orGone(type, () => type.delete(id, handed(type, inputs), context)),
    );
  }

  async invoke(token: string, args: Properties): Promise<Values> {
    try {
      return await invoke(token, plainProperties(args), this.places().in());
    } catch (error) {
      throw new ProviderError(reasonOf(error, this.settings().connection.endpoint));
    }
  }

  /** Aborts waiting. Calls in progress complete, so that their outcome is known. */
  cancel(): void {
    this.cancelled.abort(new ProviderError("cancelled"));
  }

  private settings(): Settings {
    return this.ready().settings;
  }

  private places(): Places {
    return this.ready().places;
  }

  private ready(): { settings: Settings; places: Places } {
    if (this.configured === undefined) throw new ProviderError("the provider is not configured");
    return this.configured;
  }

  private accountId(): Promise<string> {
    this.account ??= callerIdentity(this.places().in()).then(
      ({ accountId }) => accountId,
      (error: unknown) => {
        this.account = undefined;
        throw new ProviderError(reasonOf(error, this.settings().connection.endpoint));
      },
    );
    return this.account;
  }

  private async guarded<T>(step: Step, place: Place, work: (context: Context) => Promise<T>): Promise<T> {
    const limit = step.timeout > 0 ? [AbortSignal.timeout(step.timeout * 1000)] : [];
    const signal = AbortSignal.any([this.cancelled.signal, ...limit]);
    const warn = (message: string): void => this.warn(step.urn, message);
    try {
      return await work({ ...place, accountId: await this.accountId(), signal, warn });
    } catch (error) {
      throw resourceError(error, step.urn, this.settings().connection.endpoint);
    }
  }

  private async orHalfMade(
    step: Step,
    made: (state: State, written: Properties) => Resource,
    written: Properties,
    work: () => Promise<Resource>,
  ): Promise<Resource> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PartialFailure)) throw error;
      const { id, inputs, outputs } = made(error.state, written);
      const reasons = error.reasons.map(
        (reason) => resourceError(new Error(reason), step.urn, undefined).message,
      );
      const files = step.wireFiles === undefined ? {} : { wireFiles: step.wireFiles };
      throw new ProviderError(reasons.join("; "), { id, inputs, outputs, reasons, ...files });
    }
  }

  private async orGone<T>(type: ResourceType, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (isNotFound(error, type.notFound)) return undefined;
      throw error;
    }
  }
}

/** Inputs as a resource type takes them: without the `region` property, unless the type has one. */
export function handed(type: ResourceType, inputs: Properties): Values {
  const { region, ...rest } = plainProperties(inputs);
  return region !== undefined && "region" in type.properties ? { ...rest, region } : rest;
}
