import { QueryCommand, type DynamoDBClient, type Update } from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/defined";
import { toAttributes, toItem, transact, type Item } from "../../shared/dynamo";
import { shift, type SlidingWindow } from "../../shared/sliding-window";
import { toUser, type User } from "../../shared/user";
import type { SentCode } from "./sent-code";

/** A code to keep, with the limits that decide whether it may be sent. */
export interface CodeRequest {
  phoneHash: string;
  codeHash: string;
  /** Absent: nothing is sent, and the number keeps the code it has, if any. */
  code?: SentCode;
  perNumber: SlidingWindow;
  sourceHash: string;
  perSource: SlidingWindow;
  /** Epoch s. */
  now: number;
  /** Epoch s from which the items may go. */
  keepUntil: number;
}

/** What became of a {@link CodeRequest}: kept, or the items whose window was full. */
export type CodeOutcome = { kept: true } | { kept: false; number?: Item; source?: Item };

/** What registering reads and writes. One call each. */
export interface RegisterStore {
  /** The user of a number. It may lag a second behind a write. */
  findUser(phoneHash: string): Promise<User | undefined>;
  /** Counts the request on both windows and keeps its code in place of the one before; or does neither. */
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
      // A number that was asked for has codes, were it none: tries at it are counted from then on, as at any other.
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
