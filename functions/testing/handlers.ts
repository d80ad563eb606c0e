import type { Caller } from "../shared/caller";
import { defined } from "../shared/defined";
import type { ApiHandler, GatewayEvent } from "../shared/http";
import type { Entry, Grant } from "./grants";
import type { Output } from "./output";
import type { TestStage } from "./stage";

/** A request of a test, as the gateway passes it on after authorisation. */
export interface TestRequest {
  /** Absent: nobody is signed in. */
  caller?: Partial<Record<keyof Caller, string>> | undefined;
  path?: Record<string, string> | undefined;
  query?: Record<string, string> | undefined;
  body?: unknown;
  sourceIp?: string | undefined;
}

/** The gateway's event for a request. */
export function eventOf({ caller, path, query, body, sourceIp }: TestRequest): GatewayEvent {
  const authorizer = caller && { role: "user", status: "approved", sessionId: "ses_1", ...caller };
  return {
    headers: { origin: "https://app.example.org" },
    pathParameters: path ?? null,
    queryStringParameters: query ?? null,
    body: body === undefined ? null : JSON.stringify(body),
    requestContext: defined({ requestId: "req-1", authorizer, identity: defined({ sourceIp }) }),
  };
}

/** An answer with its body read as JSON. */
export type TestAnswer = Awaited<ReturnType<ApiHandler>> & { json: Record<string, unknown> };

/** The handlers of a test file, each in its own container with all of its grants. */
export class Handlers {
  /** DynamoDB calls since the last request began. */
  calls: string[] = [];
  private readonly handlers = new Map<Entry, ApiHandler>();

  /** Call it at the top of a test file. */
  constructor(
    private readonly stage: TestStage,
    private readonly output: Output,
    entries: readonly Entry[],
  ) {
    beforeAll(async () => {
      for (const entry of entries) this.handlers.set(entry, await this.container(entry));
    }, 60_000);
  }

  /** Calls a handler. @throws Error with the log when it answers with 5xx. */
  async call(entry: Entry, event: GatewayEvent): Promise<TestAnswer> {
    const answer = await this.callWith(undefined, entry, event);
    if (answer.statusCode >= 500) throw new Error(this.output.text());
    return answer;
  }

  /** Calls a handler, in a new container when `granted` is given; 5xx is returned like any other answer. */
  async callWith(
    granted: readonly Grant[] | undefined,
    entry: Entry,
    event: GatewayEvent,
  ): Promise<TestAnswer> {
    const handler = granted === undefined ? this.handlers.get(entry) : await this.container(entry, granted);
    if (handler === undefined) throw new Error(`${entry} is not among the handlers of this file`);
    this.calls = [];
    const answer = await handler(event, undefined);
    return { ...answer, json: JSON.parse(answer.body || "{}") as Record<string, unknown> };
  }

  private container(entry: Entry, granted?: readonly Grant[]): Promise<ApiHandler> {
    return this.stage.container(entry, granted, {
      before: ({ service, name }) => {
        if (service === "DynamoDB") this.calls.push(name);
      },
    });
  }
}
