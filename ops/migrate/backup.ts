import { setTimeout as sleep } from "node:timers/promises";

import {
  CreateBackupCommand,
  DescribeBackupCommand,
  DescribeContinuousBackupsCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";

/** A table that can be restored to any second of the last days. */
export const POINT_IN_TIME = "point-in-time";

/** Pause between two looks at a backup that is being made, ms. */
const PAUSE = 1000;

/** How to ensure backups of tables. */
export interface BackupOptions {
  /** Part of the names of the backups. */
  label: string;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Makes sure that a table can be restored to what it is now: by point-in-time recovery, or else by a backup.
 * @param table physical name.
 * @returns {@link POINT_IN_TIME}, or the ARN of the backup.
 * @throws UserError when it has neither.
 */
export async function ensureBackup(
  dynamo: DynamoDBClient,
  table: string,
  { label, progress, signal }: BackupOptions,
): Promise<string> {
  const { ContinuousBackupsDescription } = await dynamo.send(
    new DescribeContinuousBackupsCommand({ TableName: table }),
  );
  const { PointInTimeRecoveryDescription: pointInTime } = ContinuousBackupsDescription ?? {};
  if (pointInTime?.PointInTimeRecoveryStatus === "ENABLED") return POINT_IN_TIME;

  progress.step(`Making a backup of ${table}: point-in-time recovery is off`);
  const BackupName = `${label}-${String(Date.now())}`;
  const { BackupDetails } = await dynamo.send(new CreateBackupCommand({ TableName: table, BackupName }));
  const BackupArn = BackupDetails?.BackupArn;
  if (BackupArn === undefined) throw noBackup(table, "DynamoDB gave no ARN");
  for (let status = BackupDetails?.BackupStatus; status !== "AVAILABLE";) {
    if (status !== "CREATING") throw noBackup(table, `the backup is ${String(status)}`);
    await sleep(PAUSE, undefined, { signal });
    const { BackupDescription } = await dynamo.send(new DescribeBackupCommand({ BackupArn }));
    status = BackupDescription?.BackupDetails?.BackupStatus;
  }
  return BackupArn;
}

function noBackup(table: string, reason: string): UserError {
  return new UserError(
    `${table} has no backup, so nothing was changed: ${reason}`,
    "Turn on point-in-time recovery: set sjc1990app:pointInTimeRecovery to true and deploy. Then run this again.",
  );
}
