import type { ApiHandler, GatewayEvent } from "../../shared/http";
import type { Output } from "../../testing/output";
import { grants } from "./grants";
import type { UsersStage } from "./stage";

/** Handlers of a file's tests, each in a container of its own with its grants and no more. */
export class Handlers {
  /** Calls of DynamoDB since the last request began. */
  calls: string[] = [];
  private readonly handlers = new Map<string, ApiHandler>();

  /** Call it at the top of a test file. */
  constructor(
    stage: UsersStage,
    private readonly output: Output,
    entries: readonly (keyof typeof grants)[],
  ) {
    const before = ({ service, name }: { service: string; name: string }): void => {
      if (service === "DynamoDB") this.calls.push(name);
    };
    beforeAll(async () => {
      for (const entry of entries) {
        this.handlers.set(entry, await stage.container(entry, grants[entry], { before }));
      }
    }, 60_000);
  }

  /** An answer. @throws Error with the log when it is one of 5xx. */
  async call(entry: keyof typeof grants, event: GatewayEvent) {
    this.calls = [];
    const answer = await this.handlers.get(entry)?.(event, undefined);
    if (answer === undefined) throw new Error(`there is no ${entry}`);
    if (answer.statusCode >= 500) throw new Error(this.output.text());
    expect(this.calls.length).toBeLessThanOrEqual(2);
    return { ...answer, json: JSON.parse(answer.body) as Record<string, unknown> };
  }
}
