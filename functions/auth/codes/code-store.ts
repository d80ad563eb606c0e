import { QueryCommand, type DynamoDBClient, type Update } from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/defined";
import { toAttributes, toItem, transact, type Item } from "../../shared/dynamo";
import { shift, type SlidingWindow } from "../../shared/sliding-window";
import { toUser, type User } from "../../shared/user";
import type { SentCode } from "./sent-code";

/** A code to store, with the limits that decide whether it may be sent. */
export interface CodeRequest {
  phoneHash: string;
  codeHash: string;
  /** Absent: nothing is sent, and an earlier code of the number stays valid. */
  code?: SentCode;
  perNumber: SlidingWindow;
  sourceHash: string;
  perSource: SlidingWindow;
  /** Epoch s. */
  now: number;
  /** TTL of the items, epoch s. */
  keepUntil: number;
}

/** Result of a {@link CodeRequest}: stored, or the items whose window was full. */
export type CodeOutcome = { kept: true } | { kept: false; number?: Item; source?: Item };

/** Reads and writes of sending a code. One call each. */
export interface RegisterStore {
  /** The user of a number. Eventually consistent. */
  findUser(phoneHash: string): Promise<User | undefined>;
  /** Counts the request on both windows and replaces the code of the number, or does neither. */
  keepCode(request: CodeRequest): Promise<CodeOutcome>;
}

/** {@link RegisterStore} on DynamoDB. */
export function registerStore(
  client: DynamoDBClient,
  tables: { users: string; codes: string },
): RegisterStore {
  const counted = (
    key: string,
    window: SlidingWindow,
    request: CodeRequest,
    live?: { value: string; codes: object },
  ): { Update: Update } => {
    const { set, condition, values } = shift(window, request.now);
    return {
      Update: {
        TableName: tables.codes,
        Key: toAttributes({ phoneHash: key }),
        UpdateExpression: `SET ${set}, expiresAt = :keep${live === undefined ? "" : `, live = ${live.value}`}`,
        ConditionExpression: condition,
        ExpressionAttributeValues: toAttributes({
          ...values,
          ":keep": request.keepUntil,
          ":live": live?.codes,
        }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    };
  };

  return {
    async findUser(phoneHash) {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: tables.users,
          IndexName: "phone",
          KeyConditionExpression: "phoneHash = :hash",
          ExpressionAttributeValues: toAttributes({ ":hash": phoneHash }),
          Limit: 1,
        }),
      );
      const item = toItem(Items?.[0]);
      return item === undefined ? undefined : toUser(item);
    },

    async keepCode(request) {
      // An empty map for an unknown number: attempts to verify are counted as for any other.
      const live =
        request.code === undefined
          ? { value: "if_not_exists(live, :live)", codes: {} }
          : { value: ":live", codes: { [request.codeHash]: request.code } };
      const refusals = await transact(client, [
        counted(request.phoneHash, request.perNumber, request, live),
        counted(`source#${request.sourceHash}`, request.perSource, request),
      ]);
      if (refusals === undefined) return { kept: true };
      const [number, source] = refusals.map(({ refused, item }) => (refused ? item : undefined));
      return defined({ kept: false as const, number, source });
    },
  };
}
