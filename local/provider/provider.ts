import { checkInputs, type CheckContext, type Failure } from "./check";
import { readSettings, type Settings } from "./config";
import { connect } from "./connect";
import { difference, type Difference } from "./diff";
import { isNotFound, ProviderError, reasonOf, resourceError } from "./errors";
import { callerIdentity, invoke } from "./invoke";
import { appliedInputs, liveInputs, outputsOf, previewOfCreate, previewOfUpdate } from "./project";
import { findType, getType, unknownTypeMessage } from "./registry";
import { PartialFailure, type Context, type ResourceType, type State, type Values } from "./resource";
import { plainProperties, type Properties, type WireFiles } from "./values";

/** A resource as the engine keeps it. */
export interface Resource {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** What every step is told: which resource, and for how long it may wait. */
export interface Step {
  urn: string;
  type: string;
  /** Seconds; 0 for no limit. */
  timeout: number;
  wireFiles?: WireFiles;
}

/** The provider without its transport: what the engine asks for, in values. */
export class Provider {
  private readonly cancelled = new AbortController();
  private configured: { settings: Settings; context: Omit<Context, "accountId" | "signal"> } | undefined;
  private account: Promise<string> | undefined;

  constructor(private readonly env: NodeJS.ProcessEnv = process.env) {}

  /** Mistakes in the provider's settings. */
  checkConfig(settings: Properties): Failure[] {
    return readSettings(settings, this.env).failures;
  }

  /** Settings whose change makes every resource be made anew: the region, as with the official provider. */
  diffConfig(old: Properties, next: Properties): { changed: boolean; replaces: string[] } {
    const [from, to] = [old, next].map((properties) => readSettings(properties, this.env).settings);
    const changed = JSON.stringify(from) !== JSON.stringify(to);
    return { changed, replaces: from?.connection.region === to?.connection.region ? [] : ["region"] };
  }

  /** @throws ProviderError when a setting is wrong or the account is not an allowed one. */
  async configure(properties: Properties): Promise<void> {
    const { settings, failures } = readSettings(properties, this.env);
    if (failures.length > 0) {
      throw new ProviderError(
        failures.map(({ property, reason }) => (property ? `aws:${property}: ${reason}` : reason)).join("\n"),
      );
    }
    this.account = undefined;
    this.configured = {
      settings,
      context: { clients: connect(settings.connection), region: settings.connection.region },
    };
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
    context: Omit<CheckContext, "defaultTags" | "region">,
  ): { inputs: Properties; failures: Failure[] } {
    const found = findType(type);
    if (found === undefined) {
      return { inputs: news, failures: [{ property: "", reason: unknownTypeMessage(type) }] };
    }
    const { settings, context: own } = this.ready();
    return checkInputs(found, news, { ...context, defaultTags: settings.defaultTags, region: own.region });
  }

  diff(type: string, old: Properties, next: Properties, ignore: readonly string[]): Difference {
    return difference(getType(type), old, next, new Set(ignore));
  }

  stableOutputs(type: string): readonly string[] {
    return getType(type).stable;
  }

  async create(step: Step, inputs: Properties, preview: boolean): Promise<Resource> {
    const type = getType(step.type);
    if (preview) return { id: "", inputs, outputs: previewOfCreate(type, inputs, this.ready().context) };
    return this.guarded(step, async (context) => {
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
    const { changed } = difference(type, applied, next, new Set(ignore));
    if (preview) return { ...old, inputs: next, outputs: previewOfUpdate(type, old.outputs, next, changed) };
    return this.guarded(step, async (context) => {
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

  /** The resource as it is, or `undefined` when it does not exist. Without `last` inputs: an import. */
  async read(step: Step, id: string, last: Properties | undefined): Promise<Resource | undefined> {
    const type = getType(step.type);
    return this.guarded(step, async (context) => {
      const state = await this.orGone(type, () =>
        type.read(id, context, last === undefined ? undefined : handed(type, last)),
      );
      if (state === undefined) return undefined;
      const inputs = liveInputs(type, last ?? {}, state.inputs);
      return { id: state.id, inputs, outputs: outputsOf(type, inputs, state, context) };
    });
  }

  async delete(step: Step, id: string, inputs: Properties): Promise<void> {
    const type = getType(step.type);
    await this.guarded(step, (context) =>
      this.orGone(type, () => type.delete(id, handed(type, inputs), context)),
    );
  }

  async invoke(token: string, args: Properties): Promise<Values> {
    const { context, settings } = this.ready();
    try {
      return await invoke(token, plainProperties(args), context);
    } catch (error) {
      throw new ProviderError(reasonOf(error, settings.connection.endpoint));
    }
  }

  /** Aborts what waits. A call that is under way ends as it ends, so that its outcome is known. */
  cancel(): void {
    this.cancelled.abort(new ProviderError("cancelled"));
  }

  private ready(): { settings: Settings; context: Omit<Context, "accountId" | "signal"> } {
    if (this.configured === undefined) throw new ProviderError("the provider is not configured");
    return this.configured;
  }

  private accountId(): Promise<string> {
    const { context, settings } = this.ready();
    this.account ??= callerIdentity(context).then(
      ({ accountId }) => accountId,
      (error: unknown) => {
        this.account = undefined;
        throw new ProviderError(reasonOf(error, settings.connection.endpoint));
      },
    );
    return this.account;
  }

  private async guarded<T>(step: Step, work: (context: Context) => Promise<T>): Promise<T> {
    const { settings, context } = this.ready();
    const limit = step.timeout > 0 ? [AbortSignal.timeout(step.timeout * 1000)] : [];
    const signal = AbortSignal.any([this.cancelled.signal, ...limit]);
    try {
      return await work({ ...context, accountId: await this.accountId(), signal });
    } catch (error) {
      throw resourceError(error, step.urn, settings.connection.endpoint);
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

/** Inputs as a handler takes them: those of its table, without the `region` that the framework adds. */
function handed(type: ResourceType, inputs: Properties): Values {
  const { region, ...rest } = plainProperties(inputs);
  return region !== undefined && "region" in type.properties ? { ...rest, region } : rest;
}
