import { setTimeout as sleep } from "node:timers/promises";

import {
  CreateBackupCommand,
  DeleteTableCommand,
  DescribeBackupCommand,
  DescribeTableCommand,
  DynamoDBClient,
  paginateListTables,
  ResourceNotFoundException,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";

import { isRestored } from "../restore/names";
import { Failure } from "../../common/errors";
import { isOfStage } from "./unowned";
import { isYoung, type PruneContext, type Unused } from "./unused";

const TABLE = "aws:dynamodb/table:Table";

/** Pause between two looks at a backup, ms. DynamoDB makes one in seconds to minutes. */
const PAUSE = 1_000;

/**
 * Tables with names of the stage that the stack does not own, also those that `restore` made. A table is backed up before
 * it is deleted: the number of its items that DynamoDB knows is up to six hours old. The backup stays.
 */
export async function* unownedTables(context: PruneContext): AsyncGenerator<Unused> {
  const { stage, owned, signal, now, restoredDays } = context;
  const client = new DynamoDBClient(stage.aws);
  for await (const { TableNames = [] } of paginateListTables({ client }, {}, { abortSignal: signal }))
    for (const name of TableNames) {
      if (!isOfStage(name, stage.name) || owned.get(TABLE)?.has(name) === true) continue;
      const table = await describe(client, name);
      const restored = isRestored(name, stage.place);
      if (table === undefined || isYoung(table.CreationDateTime, now, restored ? restoredDays : 1)) continue;
      const keep = reasonToKeep(table, context);
      yield {
        kind: "table",
        name,
        bytes: table.TableSizeBytes ?? 0,
        why: restored ? `restored more than ${String(restoredDays)} days ago` : "no resource of the stack",
        ...(keep === undefined ? {} : { keep }),
        remove: () => removeTable(client, name, context),
      };
    }
}

function reasonToKeep(
  { ItemCount = 0, DeletionProtectionEnabled, TableName = "" }: TableDescription,
  { tablesWithData }: Pick<PruneContext, "tablesWithData">,
): string | undefined {
  if (DeletionProtectionEnabled === true)
    return `it is protected. To delete it: aws dynamodb update-table --table-name ${TableName} --no-deletion-protection-enabled`;
  if (ItemCount > 0 && !tablesWithData)
    return `it has about ${String(ItemCount)} items. To delete it after a backup: --tables-with-data`;
  return undefined;
}

async function describe(client: DynamoDBClient, TableName: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function removeTable(
  client: DynamoDBClient,
  TableName: string,
  context: PruneContext,
): Promise<string | undefined> {
  const table = await describe(client, TableName);
  if (table === undefined) return undefined;
  const keep = reasonToKeep(table, context);
  if (keep !== undefined) return keep;
  const time = new Date(context.now).toISOString().replaceAll(/[^\dT]/g, "");
  const { BackupDetails } = await client.send(
    new CreateBackupCommand({ TableName, BackupName: `${TableName}-${time}` }),
  );
  // DynamoDB refuses to delete a table while its backup is made.
  await backedUp(client, BackupDetails?.BackupArn ?? "", context.signal);
  await client.send(new DeleteTableCommand({ TableName }));
  return undefined;
}

async function backedUp(client: DynamoDBClient, BackupArn: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { BackupDescription } = await client.send(new DescribeBackupCommand({ BackupArn }));
    const status = BackupDescription?.BackupDetails?.BackupStatus;
    if (status === "AVAILABLE") return;
    if (status !== "CREATING")
      throw new Failure(
        `the backup ${BackupArn} has the status ${String(status)}`,
        "Nothing of it was deleted. Run it again.",
      );
    await sleep(PAUSE, undefined, { signal });
  }
}
