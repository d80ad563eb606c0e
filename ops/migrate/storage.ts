import type { UmzugStorage } from "umzug";

import type { Lease } from "../operations/lock";
import type { MigrationRecords } from "./records";

/** What Umzug knows of the migrations that have run: the records in the table `operations`. */
export class MigrationStorage implements UmzugStorage {
  constructor(
    private readonly records: MigrationRecords,
    private readonly lease: Lease,
  ) {}

  async executed(): Promise<string[]> {
    const records = await this.records.all();
    return records.filter(({ status }) => status === "done").map(({ name }) => name);
  }

  /** @throws Failure when the lock has another holder by now. */
  async logMigration({ name }: { name: string }): Promise<void> {
    const record = (await this.records.all()).find((known) => known.name === name);
    if (record === undefined) throw new Error(`the migration ${name} was never started`);
    const done = { ...record, status: "done" as const, endedAt: new Date().toISOString() };
    await this.lease.write([
      this.records.put({ ...done, ...(await this.records.totals(record)) }),
      ...this.records.forget(name, record.segments),
    ]);
  }

  /** Umzug calls it for a migration that is undone; a stage goes on with a new one instead. */
  unlogMigration({ name }: { name: string }): Promise<void> {
    return Promise.reject(new Error(`the migration ${name} cannot be undone`));
  }
}
