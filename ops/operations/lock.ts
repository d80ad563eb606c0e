import { randomUUID } from "node:crypto";
import * as os from "node:os";
import * as process from "node:process";

import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";

import { UserError } from "../../common/errors";
import { toAttributes, toItem } from "../../functions/shared/dynamo";
import type { OperationsTable } from "./table";

/** Options of {@link takeLock}. */
export interface LockOptions {
  /** Who holds it, for the error of the next one. Default: user, host and process. */
  owner?: string;
  /** How long it stays taken after its holder has died, s. Default: 60. */
  seconds?: number;
  /** Current time, ms. Default: the system's. */
  now?: () => number;
}

/** A lock that this process holds. It is renewed until it is released. */
export interface Lease {
  /** Grows with every holder: a later holder has a greater number. */
  readonly fence: number;
  /** Aborted when the lock is lost, e.g. after the machine has slept. */
  readonly signal: AbortSignal;
  /** Part of a transaction that fails when the lock has another holder by now. */
  check(): TransactWriteItem;
  release(): Promise<void>;
}

/** The user, the host and the process, e.g. `deploy@runner-1 (pid 4711)`. */
export function thisProcess(): string {
  return `${os.userInfo().username}@${os.hostname()} (pid ${String(process.pid)})`;
}

/**
 * Takes a lock of a stage. DynamoDB counts the holders, so that a write of one that lost the lock without noticing is
 * refused ({@link Lease.check}).
 * @param name e.g. `release`.
 * @throws UserError while somebody else holds it.
 */
export async function takeLock(
  table: OperationsTable,
  name: string,
  { owner = thisProcess(), seconds = 60, now = Date.now }: LockOptions = {},
): Promise<Lease> {
  const token = randomUUID();
  const TableName = table.name;
  const Key = toAttributes({ kind: "lock", id: name });
  const expiry = (): number => now() + seconds * 1000;
  const { Attributes } = await table.client
    .send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression:
          "SET holder = :owner, holderToken = :token, takenAt = :now, heldUntil = :until ADD fence :one",
        ConditionExpression: "attribute_not_exists(heldUntil) OR heldUntil < :now OR holderToken = :token",
        ExpressionAttributeValues: toAttributes({
          ...{ ":owner": owner, ":token": token, ":now": now(), ":until": expiry(), ":one": 1 },
        }),
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    )
    .catch((error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) throw held(name, toItem(error.Item) ?? {});
      throw error;
    });
  const fence = Number(toItem(Attributes)?.["fence"]);

  const lost = new AbortController();
  const change = async (expression: string, values: object): Promise<void> => {
    await table.client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: expression,
        ConditionExpression: "holderToken = :token",
        ExpressionAttributeValues: toAttributes({ ":token": token, ...values }),
      }),
    );
  };
  const renewal = setInterval(
    () => {
      change("SET heldUntil = :until", { ":until": expiry() }).catch((error: unknown) => {
        // Anything else may pass before the lock expires.
        if (error instanceof ConditionalCheckFailedException)
          lost.abort(new UserError(`the lock "${name}" was lost`, "Run the command again."));
      });
    },
    (seconds * 1000) / 3,
  );
  renewal.unref();

  return {
    fence,
    signal: lost.signal,
    check: () => ({
      ConditionCheck: {
        TableName,
        Key,
        ConditionExpression: "fence = :fence",
        ExpressionAttributeValues: toAttributes({ ":fence": fence }),
      },
    }),
    async release() {
      clearInterval(renewal);
      await change("REMOVE holder, holderToken, heldUntil", {}).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
  };
}

function held(name: string, { holder, takenAt, heldUntil }: Record<string, unknown>): UserError {
  const time = (ms: unknown): string => new Date(Number(ms)).toISOString();
  return new UserError(
    `"${name}" is running already: ${String(holder)}, since ${time(takenAt)}`,
    `Wait until it has ended. If its process is gone, the lock expires at ${time(heldUntil)}. Then run this again.`,
  );
}
