import type { ZodMiniType, input, output } from "zod/mini";

import { defined } from "./defined";
import type { Route } from "./route";
import { errorBody, type ErrorBody } from "./schemas";

/** Who sends a request. By default nobody: neither token nor key. */
export interface Caller {
  /** Sends this access token as bearer token. */
  as?: { accessToken: string } | undefined;
  /** API key of an integration. */
  apiKey?: string;
  /** Added to those of the client, and stronger. */
  headers?: Readonly<Record<string, string>>;
}

/** Names of the `{parameters}` of a path. */
type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

type Params<R extends Route> = [ParameterOf<R["path"]>] extends [never]
  ? { params?: never }
  : { params: Readonly<Record<ParameterOf<R["path"]>, string>> };
type Body<R extends Route> =
  R extends Route<infer B> ? (B extends ZodMiniType ? { body: input<B> } : { body?: never }) : never;
type Query<R extends Route> =
  R extends Route<ZodMiniType | undefined, infer Q>
    ? Q extends ZodMiniType
      ? { query?: input<Q> }
      : { query?: never }
    : never;

/** What a request of a route consists of: path parameters, query, body, and who sends it. */
export type Request<R extends Route> = Caller & Params<R> & Query<R> & Body<R>;

type Arguments<R extends Route> = object extends Request<R> ? [request?: Request<R>] : [request: Request<R>];

/** Body of the successful answers of a route; `undefined` where they have none. */
export type Result<R extends Route> =
  R["responses"] extends Record<number, { schema: infer S }>
    ? S extends ZodMiniType
      ? output<S>
      : undefined
    : never;

/** An answer of a route. */
export type Answer<R extends Route = Route> = { status: number; headers: Headers } & (
  { ok: true; body: Result<R> } | { ok: false; body: ErrorBody }
);

/** An answer to a request that no route describes. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  /** The JSON object; empty when there is no body. */
  body: Record<string, unknown>;
}

/** A request that no route describes. */
export interface RawRequest extends Caller {
  /** A string is sent unchanged, anything else as JSON. */
  body?: unknown;
}

/** Receives each request and each answer, for example to look for their content in logs. */
export interface Observer {
  request(headers: Readonly<Record<string, string>>, body: unknown): void;
  answer(body: unknown): void;
}

/** Options of an {@link ApiClient}. */
export interface ApiClientOptions {
  /** Returns the headers of a request; called for each one. Default: none. */
  headers?: () => Readonly<Record<string, string>>;
  /** Check answers against the route's schemas. Off for a version of the API that has others. Default: true. */
  validate?: boolean;
  observer?: Observer;
  /** Cancels every call. */
  signal?: AbortSignal;
}

/** An answer other than the expected one. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";

  constructor(
    call: string,
    /** Status of the answer. */
    readonly status: number,
    problem: string,
  ) {
    super(`${call} answered ${String(status)}: ${problem}`);
  }
}

/** How long a call waits while the gateway's throttle refuses it, ms. */
const THROTTLED_LIMIT = 30_000;

/** Pause between attempts under the gateway's throttle, ms. */
const THROTTLED_PAUSE = 250;

/** A client of the API over HTTP, typed by the route table. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly options: ApiClientOptions = {},
  ) {}

  /**
   * Sends a request once and returns any answer: successful or not.
   * @throws UnexpectedAnswer when the answer does not match the schemas of the route.
   */
  async send<R extends Route>(route: R, ...[request]: Arguments<R>): Promise<Answer<R>> {
    const { params, query, ...rest } = (request ?? {}) as Caller & {
      params?: Record<string, string>;
      query?: Record<string, string>;
    };
    const path = route.path.replace(/\{(\w+)\}/g, (_match, name: string) =>
      encodeURIComponent(params?.[name] ?? ""),
    );
    const search = new URLSearchParams(query).toString();
    const answer = await this.raw(route.method, search === "" ? path : `${path}?${search}`, rest);
    if (this.options.validate !== false) check(route, answer);
    return { ...answer, ok: answer.status < 300 } as Answer<R>;
  }

  /**
   * Sends a request that must succeed and returns the body of the answer. Waits up to half a minute for the
   * gateway's throttle.
   * @throws UnexpectedAnswer when it does not succeed.
   */
  async call<R extends Route>(route: R, ...args: Arguments<R>): Promise<Result<R>> {
    const answer = await this.unthrottled(route, ...args);
    if (!answer.ok) throw new UnexpectedAnswer(nameOf(route), answer.status, JSON.stringify(answer.body));
    return answer.body;
  }

  /**
   * Sends a request that must be refused. Waits up to half a minute for the gateway's throttle.
   * @throws UnexpectedAnswer when the status is another.
   */
  async refused<R extends Route>(status: number, route: R, ...args: Arguments<R>): Promise<Answer<R>> {
    const answer = await this.unthrottled(route, ...args);
    if (answer.status === status) return answer;
    throw new UnexpectedAnswer(nameOf(route), answer.status, `expected ${String(status)}`);
  }

  /**
   * Sends any request once, also one that no route allows.
   * @param path with its query.
   * @throws UnexpectedAnswer when the answer is not JSON.
   */
  async raw(
    method: string,
    path: string,
    { body, as, apiKey, headers }: RawRequest = {},
  ): Promise<RawAnswer> {
    const own = defined({
      "content-type": body === undefined ? undefined : "application/json",
      authorization: as && `Bearer ${as.accessToken}`,
      "x-api-key": apiKey,
    });
    const sent = { ...own, ...this.options.headers?.(), ...headers };
    this.options.observer?.request(sent, body);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const { signal } = this.options;
    const init = defined({ method, headers: sent, body: body === undefined ? undefined : text, signal });
    const response = await fetch(`${this.url}${path}`, init);
    const { status } = response;
    const answer = parse(await response.text());
    if (answer === undefined) throw new UnexpectedAnswer(`${method} ${path}`, status, "the body is not JSON");
    this.options.observer?.answer(answer);
    return { status, headers: response.headers, body: answer };
  }

  /**
   * Sends a request and returns any answer, but waits up to half a minute for the gateway's throttle.
   * @throws UnexpectedAnswer when the answer does not match the schemas of the route.
   */
  async unthrottled<R extends Route>(route: R, ...args: Arguments<R>): Promise<Answer<R>> {
    const deadline = Date.now() + THROTTLED_LIMIT;
    for (;;) {
      const answer = await this.send(route, ...args);
      // The gateway says 1 s. Limits of the functions are reached for longer, except for requests at the same moment.
      const throttled = answer.status === 429 && Number(answer.headers.get("retry-after") ?? 1) <= 1;
      if (!throttled || Date.now() > deadline) return answer;
      await new Promise((resolve) => setTimeout(resolve, THROTTLED_PAUSE));
    }
  }
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

function check(route: Route, { status, body }: RawAnswer): void {
  const declared = status < 300 ? route.responses[status] : { schema: errorBody };
  if (declared === undefined) {
    throw new UnexpectedAnswer(nameOf(route), status, "the route does not declare this status");
  }
  const problem = declared.schema?.safeParse(body).error;
  if (problem) {
    throw new UnexpectedAnswer(
      nameOf(route),
      status,
      `the body does not match its schema: ${problem.message}`,
    );
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  if (text === "") return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
