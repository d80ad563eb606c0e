import * as fs from "node:fs";
import * as path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { isSameProcess } from "./process";

/** What is recorded about the emulator process of an instance. */
export interface InstanceRecord {
  pid: number;
  /** Distinguishes the process from a later one with the same id. */
  identity: string;
  port: number;
  /** ISO 8601. */
  startedAt: string;
  /** Changes with whatever the emulator was started with: program, Node, settings. */
  fingerprint: string;
}

/** The files of one emulator instance. All are below `dir`, the instance's `emulator` folder. */
export class Instance {
  readonly recordFile: string;
  /** What the services hold, one JSON file each; written when the emulator ends gracefully. */
  readonly state: string;
  /** Contents of S3 objects; written at once. */
  readonly s3: string;
  /** Code of running Lambda workers. Emptied at each start. */
  readonly tmp: string;
  readonly home: string;
  /** Holds `node` only, first on the emulator's PATH. */
  readonly bin: string;
  readonly log: string;
  readonly previousLog: string;
  /** Beside the folder, since a reset removes the folder. */
  readonly lock: string;

  constructor(readonly dir: string) {
    this.recordFile = path.join(dir, "instance.json");
    this.state = path.join(dir, "state");
    this.s3 = path.join(dir, "s3");
    this.tmp = path.join(dir, "tmp");
    this.home = path.join(dir, "home");
    this.bin = path.join(dir, "bin");
    this.log = path.join(dir, "emulator.log");
    this.previousLog = path.join(dir, "emulator.log.1");
    this.lock = `${dir}.lock`;
  }

  endpoint(port: number): string {
    return `http://127.0.0.1:${port}`;
  }

  /** Everything of the instance. */
  files(): string[] {
    const { recordFile, state, s3, tmp, home, bin, log, previousLog } = this;
    return [state, s3, tmp, home, bin, log, previousLog, recordFile];
  }

  /** The record; `undefined` when there is none or it is damaged. */
  readRecord(): InstanceRecord | undefined {
    try {
      const record = JSON.parse(fs.readFileSync(this.recordFile, "utf8")) as Partial<InstanceRecord> | null;
      const { pid, identity, port, startedAt, fingerprint } = record ?? {};
      if (![pid, port].every(Number.isInteger) || typeof identity !== "string") return undefined;
      if (Number.isNaN(Date.parse(startedAt ?? "")) || typeof fingerprint !== "string") return undefined;
      return record as InstanceRecord;
    } catch {
      return undefined;
    }
  }

  /** Records the process, or removes the record when given `undefined`. */
  writeRecord(record: InstanceRecord | undefined): void {
    if (record === undefined) return fs.rmSync(this.recordFile, { force: true });
    writeFileAtomic.sync(this.recordFile, `${JSON.stringify(record, null, 2)}\n`);
  }

  /** The record, if its process still runs. */
  liveRecord(): InstanceRecord | undefined {
    const record = this.readRecord();
    return record !== undefined && isSameProcess(record.pid, record.identity) ? record : undefined;
  }

  /** When the emulator last saved its state; `undefined` when it never did. */
  savedAt(): Date | undefined {
    if (!fs.existsSync(this.state)) return undefined;
    const times = fs
      .readdirSync(this.state)
      .filter((name) => name.endsWith(".json"))
      .map((name) => fs.statSync(path.join(this.state, name)).mtimeMs);
    return times.length === 0 ? undefined : new Date(Math.max(...times));
  }

  /**
   * Whether a run that has ended saved its state. Two signs: the emulator removes its pid file last of all, and
   * state files are newer than the run's start. A killed run leaves the pid file.
   */
  wasSaved(record: InstanceRecord): boolean {
    const savedAt = this.savedAt();
    return (
      !fs.existsSync(path.join(this.tmp, `ministack-${record.port}.pid`)) &&
      savedAt !== undefined &&
      savedAt.getTime() > Date.parse(record.startedAt)
    );
  }

  /** The end of the log. */
  lastLogLines(count: number): string {
    return this.readLog(0).trimEnd().split("\n").slice(-count).join("\n");
  }

  /** Size of the log in bytes, for {@link readLog}. */
  logSize(): number {
    return fs.existsSync(this.log) ? fs.statSync(this.log).size : 0;
  }

  /** The log from an offset in bytes on. */
  readLog(from: number): string {
    return fs.existsSync(this.log) ? fs.readFileSync(this.log).subarray(from).toString("utf8") : "";
  }
}
