import { setTimeout as sleep } from "node:timers/promises";

import { DynamoDBClient, type ConsumedCapacity, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** Capacity units that were consumed. Indexes are included. */
export interface Units {
  read: number;
  write: number;
}

/** Options of a {@link MeteredClient}. */
export interface PaceOptions {
  /** Capacity units per second, read and write together. Default: no limit. */
  unitsPerSecond?: number | undefined;
  signal: AbortSignal;
  /** Current time, ms, and a pause. Default: the system's. */
  clock?: { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
}

const system = {
  now: Date.now,
  sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
};

/** A client of DynamoDB that adds up the capacity it consumes, and waits so as to stay below a rate. */
export class MeteredClient extends DynamoDBClient {
  readonly consumed: Units = { read: 0, write: 0 };
  /** When the consumed units are paid for, ms. */
  private free = 0;

  constructor(
    config: DynamoDBClientConfig,
    { unitsPerSecond = Infinity, signal, clock = system }: PaceOptions,
  ) {
    super(config);
    this.middlewareStack.add(
      (next, { commandName = "" }) =>
        async (args) => {
          if (!/Item|Query|Scan/.test(commandName)) return next(args);
          while (this.free > clock.now()) await clock.sleep(this.free - clock.now(), signal);
          const input = { ...args.input, ReturnConsumedCapacity: "TOTAL" };
          const result = await next({ ...args, input });
          const { ConsumedCapacity } = result.output as {
            ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
          };
          const units = [ConsumedCapacity ?? []]
            .flat()
            .reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
          this.consumed[/Get|Query|Scan/.test(commandName) ? "read" : "write"] += units;
          this.free = Math.max(this.free, clock.now()) + (units / unitsPerSecond) * 1000;
          return result;
        },
      { step: "initialize", name: "meter" },
    );
  }
}
