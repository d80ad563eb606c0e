import { randomUUID } from "node:crypto";

import {
  ConditionalCheckFailedException,
  QueryCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { retryConflicts, toAttributes, toItem } from "../../shared/dynamo";
import { storedFingerprint } from "../../shared/phone-fingerprint";
import { SYNTHETIC_CODES } from "../../shared/synthetic";
import { toUser, type User } from "../../shared/user";
import { CODE_SECONDS, HOUR, KEEP_SECONDS } from "./rules";
import type { SentCode } from "./sent-code";

/** A code to store. */
export interface KeptCode {
  phoneHash: string;
  codeHash: string;
  code: SentCode;
  /** Epoch s. */
  now: number;
}

/** Reads and writes of sending a code. One call each. */
export interface CodeStore {
  /** The user of a number. Eventually consistent. */
  findUser(phoneHash: string): Promise<User | undefined>;
  /** Fingerprint of the phone secret of the stored numbers; undefined before the first user. */
  phoneFingerprint(): Promise<string | undefined>;
  /** Counts a text message of the stage in this clock hour. @returns false, and counts nothing, at `most`. */
  countMessage(now: number, most: number): Promise<boolean>;
  /** Replaces the code of the number. */
  keepCode(code: KeptCode): Promise<void>;
  /** Stores the code of a synthetic number where only smoke tests can read it, in place of an SMS. @param now epoch s. */
  showCode(phone: string, code: string, now: number): Promise<void>;
}

/** {@link CodeStore} on DynamoDB. */
export function codeStore(client: DynamoDBClient, tables: { users: string; codes: string }): CodeStore {
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

    phoneFingerprint: () => storedFingerprint(client, tables.users),

    async countMessage(now, most) {
      const hour = Math.floor(now / HOUR);
      const command = new UpdateItemCommand({
        TableName: tables.codes,
        Key: toAttributes({ phoneHash: `total#${String(hour)}` }),
        UpdateExpression: "ADD sends :one SET expiresAt = :keep",
        ConditionExpression: "attribute_not_exists(sends) OR sends < :most",
        ExpressionAttributeValues: toAttributes({ ":one": 1, ":most": most, ":keep": (hour + 1) * HOUR }),
      });
      try {
        // A retry by the SDK after a lost response counts twice, which the limit can bear.
        await client.send(command);
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return false;
      }
    },

    async keepCode({ phoneHash, codeHash, code, now }) {
      const command = new UpdateItemCommand({
        TableName: tables.codes,
        Key: toAttributes({ phoneHash }),
        UpdateExpression: "SET live = :live, expiresAt = :keep",
        ExpressionAttributeValues: toAttributes({
          ...{ ":live": { [codeHash]: code }, ":keep": now + KEEP_SECONDS },
        }),
      });
      // Attempts to verify the number are transactions on the same item.
      await retryConflicts(() => client.send(command));
    },

    async showCode(phone, code, now) {
      await client.send(
        new UpdateItemCommand({
          TableName: tables.codes,
          Key: toAttributes({ phoneHash: `${SYNTHETIC_CODES}${phone}` }),
          UpdateExpression: "SET code = :code, codeId = :id, expiresAt = :keep",
          ExpressionAttributeValues: toAttributes({
            ...{ ":code": code, ":id": randomUUID(), ":keep": now + CODE_SECONDS },
          }),
        }),
      );
    },
  };
}
