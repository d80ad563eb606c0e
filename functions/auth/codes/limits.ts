import type { DynamoDBClient, TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { isConflict, toAttributes, transact, type Refusal } from "../../shared/dynamo";
import { hasRoom, shift, slots, wait, type SlidingWindow } from "../../shared/sliding-window";
import { HOUR, KEEP_SECONDS, type Limits } from "./rules";

/** A request that {@link Limits} apply to. */
export interface Attempt {
  phoneHash: string;
  sourceHash: string;
  /** Epoch s. */
  now: number;
}

/** Result of counting: counted, or nothing was written and there is room again in `wait` seconds. */
export type Counted = { full: false } | { full: true; wait: number };

/** Key of the limits of a number for one source. */
export const pairKey = ({ phoneHash, sourceHash }: Attempt): string => `${phoneHash}#${sourceHash}`;

/** Key of the counters of a source in this clock hour. */
export const sourceKey = ({ sourceHash, now }: Attempt): string =>
  `source#${sourceHash}#${String(Math.floor(now / HOUR))}`;

/** Seconds until the next clock hour. */
const toNextHour = (now: number): number => HOUR - (now % HOUR);

/**
 * Counts a request on all limits, or on none if one is full. Requests for the same number or source at the same moment
 * conflict with each other; when they do so in every attempt, the limit counts as full for a second.
 */
export async function count(
  client: DynamoDBClient,
  table: string,
  limits: Limits,
  attempt: Attempt,
): Promise<Counted> {
  const { perNumber, perNumberAndSource, perSource } = limits;
  const { phoneHash, now } = attempt;
  const windowPart = (key: string, window: SlidingWindow): TransactWriteItem => {
    const { set, condition, values } = shift(window, now);
    return {
      Update: {
        TableName: table,
        Key: toAttributes({ phoneHash: key }),
        UpdateExpression: `SET ${set}, expiresAt = :keep`,
        ConditionExpression: condition,
        ExpressionAttributeValues: toAttributes({ ...values, ":keep": now + KEEP_SECONDS }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    };
  };
  const parts = [
    windowPart(phoneHash, perNumber),
    windowPart(pairKey(attempt), perNumberAndSource),
    {
      Update: {
        TableName: table,
        Key: toAttributes({ phoneHash: sourceKey(attempt) }),
        UpdateExpression: "ADD #count :one SET expiresAt = :keep",
        ConditionExpression: "attribute_not_exists(#count) OR #count < :most",
        ExpressionAttributeNames: { "#count": perSource.attribute },
        ExpressionAttributeValues: toAttributes({
          ...{ ":one": 1, ":most": perSource.most, ":keep": now + toNextHour(now) },
        }),
      },
    },
  ];
  try {
    const refusals = await transact(client, parts);
    return refusals === undefined ? { full: false } : { full: true, wait: waitFor(limits, refusals, now) };
  } catch (error) {
    if (!isConflict(error)) throw error;
    return { full: true, wait: 1 };
  }
}

/** Number of parts of {@link useUp}. */
export const USE_PARTS = 3;

/**
 * Parts of a transaction that uses a code up: it fails if the code is gone or one of the limits is full, and resets the
 * limits of the number. {@link waitFor} reads the refusals.
 */
export function useUp(
  table: string,
  { perNumber, perNumberAndSource, perSource }: Limits,
  attempt: Attempt,
  codeHash: string,
): TransactWriteItem[] {
  const { phoneHash, now } = attempt;
  const part = (
    key: string,
    window: SlidingWindow,
    code?: { condition: string; remove: string },
  ): TransactWriteItem => {
    const { condition, values } = hasRoom(window, now);
    return {
      Update: {
        TableName: table,
        Key: toAttributes({ phoneHash: key }),
        // The item may have expired: an item that the update creates again needs a TTL.
        UpdateExpression: `SET expiresAt = if_not_exists(expiresAt, :keep) REMOVE ${slots(window)}${code?.remove ?? ""}`,
        ConditionExpression: `${condition}${code?.condition ?? ""}`,
        ...(code === undefined ? {} : { ExpressionAttributeNames: { "#code": codeHash } }),
        ExpressionAttributeValues: toAttributes({ ...values, ":keep": now + KEEP_SECONDS }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    };
  };
  return [
    part(phoneHash, perNumber, {
      condition: " AND attribute_exists(live.#code)",
      remove: ", live.#code",
    }),
    part(pairKey(attempt), perNumberAndSource),
    {
      ConditionCheck: {
        TableName: table,
        Key: toAttributes({ phoneHash: sourceKey(attempt) }),
        ConditionExpression: "attribute_not_exists(#count) OR #count < :most",
        ExpressionAttributeNames: { "#count": perSource.attribute },
        ExpressionAttributeValues: toAttributes({ ":most": perSource.most }),
      },
    },
  ];
}

/** Seconds until all limits have room. @param refusals of number, pair and source, in this order. 0: none was full. */
export function waitFor(
  { perNumber, perNumberAndSource }: Limits,
  [number, pair, source]: readonly Refusal[],
  now: number,
): number {
  return Math.max(
    wait(perNumber, number?.item ?? {}, now),
    wait(perNumberAndSource, pair?.item ?? {}, now),
    source?.refused === true ? toNextHour(now) : 0,
  );
}
