import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { commits } from "./commits";
import { discussion } from "./discussion";
import { notFound, ok, Page, routeOf, type Answer, type Routes } from "./router";
import { settings } from "./settings";
import { FakeRepository } from "./state";

/** Most items of a page. */
export const PAGE = 100;

const routes: Routes = { ...discussion, ...settings, ...commits };

/**
 * GitHub's REST API with one repository, whatever its name. It serves lists by page with links to the next one, and refuses
 * requests without a token, and those with the token `revoked`. Everything that is written by the API is by the account of workflows.
 */
export class FakeGitHub extends FakeRepository {
  #server: Server | undefined;

  /** @returns the address for `GITHUB_API_URL`. */
  async start(): Promise<string> {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body, headers = {} }) => {
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      });
    }).listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  async #answer(request: IncomingMessage): Promise<Answer & { headers?: Record<string, string> }> {
    const { method = "GET" } = request;
    const url = new URL(request.url ?? "", `http://${request.headers.host ?? ""}`);
    if (!/^(Bearer|token) (?!revoked)\S/i.test(request.headers.authorization ?? ""))
      return { status: 401, body: { message: "Requires authentication" } };
    const sent = await text(request);
    const body = (sent === "" ? {} : JSON.parse(sent)) as Record<string, unknown>;
    if (method !== "GET") this.writes.push({ method, path: url.pathname, body });
    const answer = this.#route(method, url, body);
    return answer.body instanceof Page ? served(answer.body, url) : answer;
  }

  #route(method: string, url: URL, body: Record<string, unknown>): Answer {
    const account = /^\/users\/([^/]+)$|^\/orgs\/([^/]+)\/teams\/([^/]+)$/.exec(url.pathname);
    if (account !== null) {
      const [, login, org = "", team = ""] = account;
      const id = this.accounts[login ?? `${org}/${team}`];
      return id === undefined ? notFound : ok({ id });
    }
    const path = /^\/repos\/[^/]+\/[^/]+(\/.*)$/.exec(url.pathname)?.[1];
    const route = path === undefined ? undefined : routeOf(routes, method, path);
    if (route === undefined) return notFound;
    return route.handle({ repository: this, part: route.part, query: url.searchParams, body });
  }
}

/** A page of a list, with the link to the next one. */
function served({ items, key }: Page, url: URL): Answer & { headers?: Record<string, string> } {
  const page = Number(url.searchParams.get("page") ?? "1");
  const size = Math.min(PAGE, Number(url.searchParams.get("per_page") ?? "30"));
  const shown = items.slice((page - 1) * size, page * size);
  const body = key === undefined ? shown : { total_count: items.length, [key]: shown };
  if (items.length <= page * size) return { status: 200, body };
  url.searchParams.set("page", String(page + 1));
  return { status: 200, body, headers: { link: `<${url.href}>; rel="next"` } };
}
