import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  QueryCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { toItems } from "../../shared/batch-get";
import { toAttributes, toItem } from "../../shared/dynamo";
import { SYNTHETIC_CODES, type SyntheticCode } from "../../shared/synthetic";

/** Partition of the table `operations` that holds the runs. */
export const RUNS = "smoke";

/** A smoke test that has begun and not ended. */
export interface Run {
  /** Number of its user, E.164. No other run has it. */
  phone: string;
  /** Epoch ms. */
  startedAt: number;
}

/** Id of the item that is there while the last scheduled test failed. */
const FAILED = "failed";

/** Runs, and codes of synthetic numbers. One call each. */
export interface SmokeStore {
  /** Runs that have not ended. */
  runs(): Promise<Run[]>;
  /** Takes a number. @returns false while another run has it. */
  begin(run: Run): Promise<boolean>;
  /** Takes a run over, to end it. @returns false if it has ended, or was taken over before. */
  takeOver(run: Run, now: number): Promise<boolean>;
  /** Forgets a run, whose user must be deleted. */
  end(run: Run): Promise<void>;
  /** The newest code of a number. */
  code(phone: string): Promise<Pick<SyntheticCode, "code" | "codeId"> | undefined>;
  /** Whether the last scheduled test failed. */
  hasFailed(): Promise<boolean>;
  /** Remembers whether the last scheduled test failed. */
  setFailed(failed: boolean): Promise<void>;
}

/** {@link SmokeStore} on DynamoDB. */
export function smokeStore(
  client: DynamoDBClient,
  tables: { operations: string; codes: string },
): SmokeStore {
  const remove = async (id: string): Promise<void> => {
    const Key = toAttributes({ kind: RUNS, id });
    await client.send(new DeleteItemCommand({ TableName: tables.operations, Key }));
  };
  const write = async (run: Run, condition: string, values?: object): Promise<boolean> => {
    const command = new PutItemCommand({
      TableName: tables.operations,
      Item: toAttributes({ kind: RUNS, id: run.phone, startedAt: run.startedAt }),
      ConditionExpression: condition,
      ...(values && { ExpressionAttributeValues: toAttributes(values) }),
    });
    try {
      await client.send(command);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    async runs() {
      const query = {
        TableName: tables.operations,
        KeyConditionExpression: "kind = :kind",
        ExpressionAttributeValues: toAttributes({ ":kind": RUNS }),
        ConsistentRead: true,
      };
      const runs: Run[] = [];
      for await (const { Items } of paginateQuery({ client }, query))
        for (const { id, startedAt } of toItems(Items).filter((item) => item["id"] !== FAILED))
          runs.push({ phone: String(id), startedAt: Number(startedAt) });
      return runs;
    },

    begin: (run) => write(run, "attribute_not_exists(id)"),

    takeOver: ({ phone, startedAt }, now) =>
      write({ phone, startedAt: now }, "startedAt = :seen", { ":seen": startedAt }),

    end: ({ phone }) => remove(phone),

    async hasFailed() {
      const { Count = 0 } = await client.send(
        new QueryCommand({
          TableName: tables.operations,
          KeyConditionExpression: "kind = :kind AND id = :failed",
          ExpressionAttributeValues: toAttributes({ ":kind": RUNS, ":failed": FAILED }),
          ConsistentRead: true,
        }),
      );
      return Count > 0;
    },

    async setFailed(failed) {
      if (!failed) return remove(FAILED);
      const Item = toAttributes({ kind: RUNS, id: FAILED });
      await client.send(new PutItemCommand({ TableName: tables.operations, Item }));
    },

    async code(phone) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tables.codes,
          Key: toAttributes({ phoneHash: `${SYNTHETIC_CODES}${phone}` }),
          ConsistentRead: true,
        }),
      );
      return toItem(Item) as SyntheticCode | undefined;
    },
  };
}
