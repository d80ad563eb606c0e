import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
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
}

/** {@link SmokeStore} on DynamoDB. */
export function smokeStore(
  client: DynamoDBClient,
  tables: { operations: string; codes: string },
): SmokeStore {
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
        for (const { id, startedAt } of toItems(Items))
          runs.push({ phone: String(id), startedAt: Number(startedAt) });
      return runs;
    },

    begin: (run) => write(run, "attribute_not_exists(id)"),

    takeOver: ({ phone, startedAt }, now) =>
      write({ phone, startedAt: now }, "startedAt = :seen", { ":seen": startedAt }),

    async end({ phone }) {
      const Key = toAttributes({ kind: RUNS, id: phone });
      await client.send(new DeleteItemCommand({ TableName: tables.operations, Key }));
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
