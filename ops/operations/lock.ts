import { randomUUID } from "node:crypto";
import * as os from "node:os";
import * as process from "node:process";

import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";

import { Failure, UserError } from "../../common/errors";
import { retryConflicts, toAttributes, toItem, transact, type Refusal } from "../../functions/shared/dynamo";
import type { OperationsTable } from "./table";

/** Options of {@link takeLock}. */
export interface LockOptions {
  /** Who holds it, for the error of the next one. Default: user, host and process. */
  owner?: string;
  /** How long it stays taken after its holder has died, s. Default: 60. */
  seconds?: number;
  /** Current time, ms. Default: the system's. */
  now?: () => number;
  /**
   * Waits until a lock expires that somebody else holds, ms. Then it is tried once more: a holder that lives has renewed it.
   * Default: refused at once.
   */
  wait?: (ms: number, holder: string) => Promise<unknown>;
}

/** A lock that this process holds. It is renewed until it is released. */
export interface Lease {
  /** Grows with every holder: a later holder has a greater number. */
  readonly fence: number;
  /** Aborted when the lock is lost, e.g. after the machine has slept. */
  readonly signal: AbortSignal;
  /** Part of a transaction that fails when the lock has another holder by now. */
  check(): TransactWriteItem;
  /**
   * Writes a transaction that is refused when the lock has another holder by now.
   * @param parts at most 99: the check is one more.
   * @returns undefined when it was written; otherwise, if conditions failed, the result of each part.
   * @throws Failure when the lock was lost.
   */
  write(parts: readonly TransactWriteItem[]): Promise<Refusal[] | undefined>;
  release(): Promise<void>;
}

/** The user, the host and the process, e.g. `deploy@runner-1 (pid 4711)`. */
export function thisProcess(): string {
  return `${os.userInfo().username}@${os.hostname()} (pid ${String(process.pid)})`;
}

/**
 * Takes a lock of a stage. DynamoDB counts the holders, so that a write of one that lost the lock without noticing is
 * refused ({@link Lease.write}). That holds however wrong the clocks of the holders are: they only say when an
 * abandoned lock may be taken.
 * @param name e.g. `release`.
 * @throws UserError while somebody else holds it.
 */
export async function takeLock(
  table: OperationsTable,
  name: string,
  options: LockOptions = {},
): Promise<Lease> {
  const { owner = thisProcess(), seconds = 60, now = Date.now, wait } = options;
  const token = randomUUID();
  const TableName = table.name;
  const Key = toAttributes({ kind: "lock", id: name });
  let until = now() + seconds * 1000;
  const take = new UpdateItemCommand({
    TableName,
    Key,
    UpdateExpression:
      "SET holder = :owner, holderToken = :token, takenAt = :now, heldUntil = :until ADD fence :one",
    // The token is there already when the SDK sends the request again because the answer was lost.
    ConditionExpression: "attribute_not_exists(heldUntil) OR heldUntil < :now OR holderToken = :token",
    ExpressionAttributeValues: toAttributes({
      ...{ ":owner": owner, ":token": token, ":now": now(), ":until": until, ":one": 1 },
    }),
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  const taken = await retryConflicts(() => table.client.send(take)).catch((error: unknown) => {
    if (error instanceof ConditionalCheckFailedException) return { holding: toItem(error.Item) ?? {} };
    throw error;
  });
  if ("holding" in taken) {
    const { holder, heldUntil } = taken.holding;
    if (wait === undefined) throw held(name, taken.holding);
    await wait(Math.max(0, Number(heldUntil) + 1_000 - now()), String(holder));
    return takeLock(table, name, { owner, seconds, now });
  }
  const fence = Number(toItem(taken.Attributes)?.["fence"]);

  const failure = new Failure(
    `the lock "${name}" was lost: somebody else may work on this now`,
    "Wait until the other run has ended. Then run the command again.",
  );
  const lost = new AbortController();
  let released = false;
  /** Changes the lock while it is held by this process. @returns false when it is not. */
  const change = async (expression: string, values: object): Promise<boolean> => {
    const command = new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: expression,
      ConditionExpression: "holderToken = :token",
      ExpressionAttributeValues: toAttributes({ ":token": token, ...values }),
    });
    try {
      await retryConflicts(() => table.client.send(command));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };
  const renew = async (): Promise<void> => {
    const next = now() + seconds * 1000;
    let holding: boolean;
    try {
      holding = await change("SET heldUntil = :until", { ":until": next });
      if (holding) until = next;
    } catch {
      holding = now() < until; // An error of the connection may pass before the lock expires.
    }
    if (!holding && !released) lost.abort(failure);
  };
  const renewal = setInterval(() => void renew(), (seconds * 1000) / 3);
  renewal.unref();

  const check = (): TransactWriteItem => ({
    ConditionCheck: {
      TableName,
      Key,
      ConditionExpression: "fence = :fence",
      ExpressionAttributeValues: toAttributes({ ":fence": fence }),
    },
  });
  return {
    fence,
    signal: lost.signal,
    check,
    async write(parts) {
      const refusals = await transact(table.client, [check(), ...parts]);
      if (refusals?.[0]?.refused !== true) return refusals?.slice(1);
      lost.abort(failure);
      throw failure;
    },
    async release() {
      released = true;
      clearInterval(renewal);
      await change("REMOVE holder, holderToken, heldUntil", {});
    },
  };
}

/** Who holds a lock; `undefined`: nobody, or a process that died. Needs `dynamodb:Query` only. */
export async function holderOf(
  table: OperationsTable,
  name: string,
  now = Date.now(),
): Promise<string | undefined> {
  for await (const { id, holder, heldUntil } of table.list("lock"))
    if (id === name && Number(heldUntil) >= now) return String(holder);
  return undefined;
}

function held(name: string, { holder, takenAt, heldUntil }: Record<string, unknown>): UserError {
  const time = (ms: unknown): string => new Date(Number(ms)).toISOString();
  return new UserError(
    `"${name}" is running already: ${String(holder)}, since ${time(takenAt)}`,
    `Wait until it has ended. If its process is gone, the lock expires at ${time(heldUntil)}. Then run this again.`,
  );
}
