import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";

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
  /** Age from which a request waits for new values, ms. Default: {@link SECRETS_MAX_AGE}. */
  maxAge?: number;
  /** Age from which values are refreshed in the background, ms. Default: half of `maxAge`. */
  refreshAfter?: number;
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
 * Reads parameters, all in one call, and caches them. Requests refresh them in the background; only the first request
 * after a pause waits. If a refresh fails, or returns a malformed value, the last good values stay in use: a rotation
 * keeps the previous key valid, so old values are better than none. While refreshes fail, no request waits for one,
 * unless it forces it.
 *
 * Powertools' parameters utility is not used because it throws when a refresh fails.
 * @throws Error (from the returned function) if the first read fails.
 */
export function cachedParameters<T extends Record<string, unknown>>(
  client: SSMClient,
  parameters: Parameters<T>,
  {
    maxAge = SECRETS_MAX_AGE,
    refreshAfter = maxAge / 2,
    retryAfter = 30_000,
    onStale = () => annotate({ staleSecrets: true }),
    now = Date.now,
  }: CacheOptions = {},
): ReadParameters<T> {
  let values: T | undefined;
  let renewedAt = -Infinity;
  let freshUntil = 0;
  let waitFrom = 0;
  let failed: unknown;
  let running: Promise<T> | undefined;

  const refresh = async (): Promise<T> => {
    // Age counts from here: Lambda may pause the container before the response arrives.
    const asked = now();
    try {
      values = await read(client, parameters);
      failed = undefined;
      freshUntil = asked + refreshAfter;
      waitFrom = asked + maxAge;
    } catch (error) {
      if (values === undefined) throw error;
      failed = error;
      freshUntil = now() + retryAfter;
    }
    return values;
  };
  // Concurrent requests share one read. It never fails while there are values.
  const start = () => (running ??= refresh().finally(() => (running = undefined)));
  const tooOld = () => values === undefined || (now() >= waitFrom && failed === undefined);

  return async (atMostEvery) => {
    if (atMostEvery !== undefined && now() - renewedAt >= atMostEvery) {
      // Set before the read, so that a failing store is not called more often than a working one.
      renewedAt = now();
      await start();
    }
    while (tooOld()) await start();
    if (now() >= freshUntil) void start();
    if (values === undefined) throw new Error("no parameters were read");
    if (failed !== undefined) onStale(failed);
    return values;
  };
}

async function read<T extends Record<string, unknown>>(
  client: SSMClient,
  parameters: Parameters<T>,
): Promise<T> {
  const entries = Object.entries(parameters as Record<string, Parameter<unknown>>);
  const { Parameters: found = [] } = await client.send(
    new GetParametersCommand({ Names: entries.map(([, { name }]) => name), WithDecryption: true }),
  );
  const texts = new Map(found.map(({ Name, Value }) => [Name, Value]));
  const values = entries.map(([key, { name, parse }]) => {
    const text = texts.get(name);
    if (text === undefined) throw new Error(`there is no parameter ${name}`);
    return [key, named(name, () => parse(text))];
  });
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
