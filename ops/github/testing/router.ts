import type { FakeRepository } from "./state";

/** A request to the fake. */
export interface Call {
  repository: FakeRepository;
  /** Parts of the path that a route leaves open, decoded. */
  part: readonly string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
}

/** An answer. A list under {@link Page} is served by page. */
export interface Answer {
  status: number;
  body?: unknown;
}

/** A list that is served by page. */
export class Page {
  /** @param key field of the answer that holds it. Default: the answer is the list. */
  constructor(
    readonly items: readonly unknown[],
    readonly key?: string,
  ) {}
}

/** What answers a request, by `METHOD /path`. The path is below the repository; `*` stands for one part. */
export type Routes = Readonly<Record<string, (call: Call) => Answer>>;

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };
export const notFound: Answer = { status: 404, body: { message: "Not Found" } };
export const invalid = (message: string): Answer => ({ status: 422, body: { message } });

/** The id of the next item of a list. */
export const nextId = (items: readonly { id: number }[]): number =>
  Math.max(0, ...items.map(({ id }) => id)) + 1;

/** An answer with what was found, or 404. */
export function found<T>(item: T | undefined, answer: (item: T) => Answer = ok): Answer {
  return item === undefined ? notFound : answer(item);
}

/** The route of a request, and the parts of its path that the route leaves open. */
export function routeOf(routes: Routes, method: string, path: string) {
  for (const [route, handle] of Object.entries(routes)) {
    const [verb, pattern = ""] = route.split(" ");
    const match = new RegExp(`^${pattern.replaceAll("*", "([^/]+)")}$`).exec(path);
    if (verb === method && match !== null)
      return { handle, part: match.slice(1).map((one) => decodeURIComponent(one)) };
  }
  return undefined;
}
