import {
  DeleteFunctionCommand,
  LambdaClient,
  paginateListAliases,
  paginateListVersionsByFunction,
  ResourceConflictException,
} from "@aws-sdk/client-lambda";

import { Ledger } from "../operations/ledger";
import { OperationsTable } from "../operations/table";
import { isGone, isYoung, type PruneContext, type Unused } from "./unused";

const FUNCTION = "aws:lambda/function:Function";

/**
 * Versions of the stack's functions that no alias names, also not with a weight, and that the last releases do not need.
 * The newest version stays: the program's state names it.
 */
export async function* unusedVersions(context: PruneContext): AsyncGenerator<Unused> {
  const { stage, owned, signal, now } = context;
  const lambda = new LambdaClient(stage.aws);
  const needed = await neededByReleases(context);
  for (const FunctionName of owned.get(FUNCTION) ?? []) {
    const used = new Set<string>(needed.get(FunctionName));
    for await (const { Aliases = [] } of paginateListAliases(
      { client: lambda },
      { FunctionName },
      { abortSignal: signal },
    ))
      for (const { FunctionVersion = "", RoutingConfig } of Aliases)
        for (const version of [
          FunctionVersion,
          ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}),
        ])
          used.add(version);

    const versions = [];
    for await (const { Versions = [] } of paginateListVersionsByFunction(
      { client: lambda },
      { FunctionName },
      { abortSignal: signal },
    ))
      versions.push(...Versions.filter(({ Version }) => Version !== "$LATEST"));
    const newest = Math.max(...versions.map(({ Version }) => Number(Version)));

    for (const { Version = "", CodeSize, LastModified } of versions) {
      const published = LastModified === undefined ? undefined : new Date(LastModified);
      if (used.has(Version) || Number(Version) === newest || isYoung(published, now)) continue;
      yield {
        kind: "version",
        name: `${FunctionName}:${Version}`,
        ...(CodeSize === undefined ? {} : { bytes: CodeSize }),
        why: `no alias names it, and the last ${String(context.keepReleases)} releases do not need it`,
        remove: () => removeVersion(lambda, `${FunctionName}:${Version}`),
      };
    }
  }
}

/** Versions by function that a rollback to one of the last releases needs. */
async function neededByReleases({ stage, keepReleases }: PruneContext): Promise<Map<string, Set<string>>> {
  const needed = new Map<string, Set<string>>();
  let served = 0;
  for await (const { status, before = {}, versions = {} } of new Ledger(
    OperationsTable.of(stage),
  ).releases()) {
    for (const [name, version] of [...Object.entries(before), ...Object.entries(versions)])
      needed.set(name, (needed.get(name) ?? new Set()).add(version));
    // One that failed is no release to return to.
    if (status === "released" && ++served === keepReleases) break;
  }
  return needed;
}

async function removeVersion(lambda: LambdaClient, FunctionName: string): Promise<string | undefined> {
  try {
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    return undefined;
  } catch (error) {
    if (isGone(error)) return undefined;
    if (error instanceof ResourceConflictException) return "an alias names it by now";
    throw error;
  }
}
