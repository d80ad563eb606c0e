import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";

import { annotate } from "./log";
import { SECRETS_MAX_AGE } from "./secrets";

/** A parameter and its parser. */
export interface Parameter<T> {
  name: string;
  /** Throws for a malformed text. */
  parse: (text: string) => T;
}

/** Options of {@link cachedParameters}. */
export interface CacheOptions {
  /** How long values are cached, ms. Default: {@link SECRETS_MAX_AGE}. */
  maxAge?: number;
  /** Pause after a failed refresh, ms, during which the old values are used. Default: 30 s. */
  retryAfter?: number;
  /** Called for each read that returns old values because a refresh failed. Default: adds it to the log line. */
  onStale?: (error: unknown) => void;
  /** Epoch ms. */
  now?: () => number;
}

/**
 * Returns the cached values, or reads them.
 * @param atMostEvery forces a refresh, but not more often than once in this time, ms. Default: no forced refresh.
 */
export type ReadParameters<T> = (atMostEvery?: number) => Promise<T>;

type Parameters<T extends Record<string, unknown>> = { [Key in keyof T]: Parameter<T[Key]> };

/**
 * Reads parameters and caches them. If a refresh fails, or returns a malformed value, the last good values stay in use:
 * a rotation keeps the previous key valid, so old values are better than none.
 *
 * Powertools' parameters utility is not used because it throws when a refresh fails.
 * @throws Error (from the returned function) if the first read fails.
 */
export function cachedParameters<T extends Record<string, unknown>>(
  client: SSMClient,
  parameters: Parameters<T>,
  {
    maxAge = SECRETS_MAX_AGE,
    retryAfter = 30_000,
    onStale = () => annotate({ staleSecrets: true }),
    now = Date.now,
  }: CacheOptions = {},
): ReadParameters<T> {
  let values: T | undefined;
  let renewedAt = -Infinity;
  let freshUntil = 0;
  let failed: unknown;
  let running: Promise<T> | undefined;

  const refresh = async (): Promise<T> => {
    try {
      values = await read(client, parameters);
      failed = undefined;
      freshUntil = now() + maxAge;
    } catch (error) {
      if (values === undefined) throw error;
      failed = error;
      freshUntil = now() + retryAfter;
    }
    return values;
  };

  return async (atMostEvery) => {
    const renew = atMostEvery !== undefined && now() - renewedAt >= atMostEvery;
    // Set before the read, so that a failing store is not called more often than a working one.
    if (renew) renewedAt = now();
    if (values === undefined || now() >= freshUntil || renew) {
      // Concurrent requests share one read.
      running ??= refresh().finally(() => (running = undefined));
      await running;
    }
    if (values === undefined) throw new Error("no parameters were read");
    if (failed !== undefined) onStale(failed);
    return values;
  };
}

/**
 * One concurrent call for each parameter. The emulator does not check the resources of GetParameters, so grants by
 * parameter could not be tested with it.
 */
async function read<T extends Record<string, unknown>>(
  client: SSMClient,
  parameters: Parameters<T>,
): Promise<T> {
  const entries = Object.entries(parameters as Record<string, Parameter<unknown>>);
  const values = await Promise.all(
    entries.map(async ([key, { name, parse }]) => {
      const { Parameter: found } = await client.send(
        new GetParameterCommand({ Name: name, WithDecryption: true }),
      );
      return [key, named(name, () => parse(found?.Value ?? ""))];
    }),
  );
  return Object.fromEntries(values) as T;
}

/** Replaces errors of the parser by one that names the parameter: messages of JSON.parse quote the text. */
function named<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new Error(`the value of parameter ${name} is malformed`);
  }
}
