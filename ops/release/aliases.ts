import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";

import type { FunctionVersions } from "../operations/ledger";
import type { AwsConfig } from "../stages/stage";

/** The alias that all callers invoke. */
const LIVE = "live";

/**
 * Calls at the same time. Lambda allows 15 requests a second to most of its control plane; the SDK repeats those that are
 * throttled.
 */
const PARALLEL = 5;

/** The aliases `live` of a stage's functions. */
export class Aliases {
  readonly #lambda: LambdaClient;

  constructor(aws: AwsConfig) {
    this.#lambda = new LambdaClient({ ...aws, maxAttempts: 10 });
  }

  /** Main version of each function that has the alias. */
  async read(functions: readonly string[]): Promise<FunctionVersions> {
    const found = await inParallel(functions, async (name) => {
      const alias = await this.#read(name);
      return alias?.FunctionVersion === undefined ? [] : [[name, alias.FunctionVersion] as const];
    });
    return Object.fromEntries(found.flat());
  }

  /**
   * Moves the aliases that differ. Leaves out functions that do not exist.
   * @param canary share of the calls that other versions get, 0 to 1.
   */
  async point(
    versions: FunctionVersions,
    canary: { versions: FunctionVersions; share: number } = { versions: {}, share: 0 },
  ): Promise<void> {
    await inParallel(Object.entries(versions), async ([FunctionName, FunctionVersion]) => {
      const other = canary.versions[FunctionName] ?? FunctionVersion;
      const weights = other === FunctionVersion ? {} : { [other]: canary.share };
      const now = await this.#read(FunctionName);
      if (now === undefined) return;
      const same =
        JSON.stringify(now.RoutingConfig?.AdditionalVersionWeights ?? {}) === JSON.stringify(weights);
      if (now.FunctionVersion === FunctionVersion && same) return;
      const RoutingConfig = { AdditionalVersionWeights: weights };
      await this.#lambda.send(
        new UpdateAliasCommand({ FunctionName, Name: LIVE, FunctionVersion, RoutingConfig }),
      );
    });
  }

  /** `<function>:<version>` of the versions that do not exist any more. */
  async missing(versions: FunctionVersions): Promise<string[]> {
    const found = await inParallel(Object.entries(versions), async ([FunctionName, Qualifier]) => {
      const configuration = await this.#lambda
        .send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }))
        .catch(absent);
      return configuration === undefined ? [`${FunctionName}:${Qualifier}`] : [];
    });
    return found.flat();
  }

  #read(FunctionName: string) {
    return this.#lambda.send(new GetAliasCommand({ FunctionName, Name: LIVE })).catch(absent);
  }
}

function absent(error: unknown): undefined {
  if (error instanceof ResourceNotFoundException) return undefined;
  throw error;
}

/** Runs work on items, a few at a time. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results;
}
