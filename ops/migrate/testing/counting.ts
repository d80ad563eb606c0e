/**
 * A process that runs the migration {@link countOnce}, for tests that kill or pause it. It prints a line for each step
 * and each transaction.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { describeError } from "../../../common/errors";
import { OperationsTable } from "../../operations/table";
import { countOnce, TestMigrations } from "./environment";

/** What the test gives to the process, as JSON. */
export interface Orders {
  endpoint: string;
  operations: string;
  prefix: string;
  /** How far its clock is ahead, ms: the locks of earlier processes have expired for it. */
  ahead: number;
}

const { endpoint, operations, prefix, ahead } = JSON.parse(process.argv[2] ?? "") as Orders;
const config = {
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};
const on = new TestMigrations(new OperationsTable(new DynamoDBClient(config), operations), config, prefix);
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

on.run(
  { "0001-count": countOnce },
  { now: () => Date.now() + ahead, progress: { step: print, detail: print, warn: print } },
).catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});
