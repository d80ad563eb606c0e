import type { Route } from "../../../functions/shared/route";

/** What a call of the API gives beside its route. */
export interface CallArgs {
  /** Values of the path's parameters. */
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  body?: object;
  /** Access token. */
  token?: string;
  headers?: Readonly<Record<string, string>>;
}

/** An answer of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** An expectation of a journey that did not hold: what, and what was instead. */
export class JourneyError extends Error {
  override readonly name = "JourneyError";
}

/** Holds a journey to something. @throws JourneyError when it is not so. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new JourneyError(what);
}

/** How the client behaves. */
export interface ClientOptions {
  /** Whether answers are held against the schemas of the route table: not so those of an older program. */
  strict: boolean;
  /** Ends every call. */
  signal: AbortSignal;
}

/** Longest wait for a place under the stage's throttles, ms. */
const THROTTLED = 30_000;

let addresses = 0;

/** Calls the API by its route table, over HTTP. Each call comes from an address of its own. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly options: ClientOptions,
  ) {}

  /** Calls a route and answers whatever came. */
  async send(
    route: Route,
    { params = {}, query = {}, body, token, headers = {} }: CallArgs = {},
  ): Promise<Answer> {
    const path = route.path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
      encodeURIComponent(params[name] ?? ""),
    );
    const search = new URLSearchParams(query).toString();
    const response = await fetch(`${this.url}${path}${search === "" ? "" : `?${search}`}`, {
      method: route.method,
      signal: this.options.signal,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        "x-forwarded-for": nextAddress(),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }

  /**
   * Calls a route that must answer as its table says, with a status below 300 and a body of its schema. One that is
   * over the stage's throttle waits.
   * @throws JourneyError when it answers otherwise.
   */
  async ok(route: Route, args: CallArgs = {}): Promise<Record<string, unknown>> {
    const { status, body } = await this.#patient(route, args);
    const what = `${route.method} ${route.path}`;
    must(status < 300, `${what} answered ${String(status)} ${JSON.stringify(body)}`);
    if (this.options.strict) {
      const declared = route.responses[status];
      must(declared !== undefined, `${what} answered ${String(status)}, which its table does not have`);
      const problem = declared.schema?.safeParse(body).error;
      must(!problem, `${what} answered another body than its schema: ${problem?.message ?? ""}`);
    }
    return body;
  }

  /** Calls a route that must refuse. @throws JourneyError when it answers with another status. */
  async refused(wanted: number, route: Route, args: CallArgs = {}): Promise<Answer> {
    const answer = await this.#patient(route, args);
    must(
      answer.status === wanted,
      `${route.method} ${route.path} answered ${String(answer.status)} where ${String(wanted)} was due`,
    );
    return answer;
  }

  async #patient(route: Route, args: CallArgs): Promise<Answer> {
    const deadline = Date.now() + THROTTLED;
    for (;;) {
      const answer = await this.send(route, args);
      // Functions that refuse for long say for how long; the gateway does not.
      const throttled = answer.status === 429 && answer.headers.get("retry-after") === null;
      if (!throttled || Date.now() > deadline) return answer;
      await pause(250, this.options.signal);
    }
  }

  /** Waits for what happens behind the API, for half a minute. @throws JourneyError when it does not. */
  async eventually<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const found = await find();
      if (found !== undefined) return found;
      must(Date.now() < deadline, `it did not happen within half a minute: ${what}`);
      await pause(200, this.options.signal);
    }
  }
}

function nextAddress(): string {
  const number = ++addresses;
  return `10.${String((number >> 16) & 255)}.${String((number >> 8) & 255)}.${String(number & 255)}`;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise((resolve) => setTimeout(resolve, ms));
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = text === "" ? {} : JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : { text };
  } catch {
    return { text };
  }
}
