import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";

import { SECRETS_MAX_AGE } from "./secrets";

/** A parameter of the Parameter Store, and how its text becomes what the code uses. */
export interface Parameter<T> {
  name: string;
  /** Throws when the text is not what it must be; the error must not hold the text. */
  parse: (text: string) => T;
}

/** How {@link cachedParameters} behaves; the defaults are for Lambda. */
export interface CacheOptions {
  /** How long a value is used without asking again, ms. Default {@link SECRETS_MAX_AGE}. */
  maxAge?: number;
  /** How long a failed refresh is not tried again while there is an older value, ms. Default 30 s. */
  retryAfter?: number;
  /** Called for each answer that an older value serves, since a refresh failed. */
  onStale?: (error: unknown) => void;
  /** Epoch ms. */
  now?: () => number;
}

/**
 * Reads the values, or gives those that were read lately.
 * @param atMostEvery ms: for who needs newer values than those. They are read anew at once, unless somebody else who
 * needed newer ones had that done less than so long ago. Default: what is there will do.
 */
export type ReadParameters<T> = (atMostEvery?: number) => Promise<T>;

type Parameters<T extends Record<string, unknown>> = { [Key in keyof T]: Parameter<T[Key]> };

/**
 * Reads parameters together and keeps them for a short while. When the Parameter Store fails or
 * holds something malformed, the last good values serve on, however old: a rotation keeps the previous key valid,
 * so old values are better than none.
 *
 * Powertools' parameters utility throws when a refresh fails, which is what this is there to prevent.
 * @throws Error (from the returned function) when there is no value yet and none can be read.
 */
export function cachedParameters<T extends Record<string, unknown>>(
  client: SSMClient,
  parameters: Parameters<T>,
  { maxAge = SECRETS_MAX_AGE, retryAfter = 30_000, onStale = () => {}, now = Date.now }: CacheOptions = {},
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
    // Before it is known how that ends: a store that fails is not asked more often than one that works.
    if (renew) renewedAt = now();
    if (values === undefined || now() >= freshUntil || renew) {
      // Requests that come meanwhile wait for the one call.
      running ??= refresh().finally(() => (running = undefined));
      await running;
    }
    if (values === undefined) throw new Error("no parameters were read");
    if (failed !== undefined) onStale(failed);
    return values;
  };
}

/**
 * One call for each, side by side. The plural GetParameters would be one for all, but the local cloud holds it
 * against no parameter in particular, so a grant that names its parameters could not be tried there.
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

/** Adds the parameter's name, and drops what the parser quotes: JSON.parse shows the text it stumbles over. */
function named<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new Error(`the value of parameter ${name} is malformed`);
  }
}
