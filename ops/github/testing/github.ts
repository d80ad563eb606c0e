import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** The account that writes with the token of a workflow. */
export const BOT = "github-actions[bot]";

/** Comments on a page. */
export const PAGE = 100;

/** A comment of the pull request 7. */
interface Comment {
  id: number;
  html_url: string;
  body: string;
  user: { login: string };
}

/** A pull request, as far as it is read. */
interface Pull {
  number: number;
  /** `<owner>:<branch>`. */
  label: string;
  sha: string;
}

/** GitHub's REST API: pull requests by branch, and comments of the pull request 7 by page with links to the next one. */
export class FakeGitHub {
  readonly comments: Comment[] = [];
  readonly pulls: Pull[] = [];
  #server: Server | undefined;

  add(body: string, login = BOT): Comment {
    const id = this.comments.length + 1;
    const comment = { id, html_url: `https://github.example/c/${String(id)}`, body, user: { login } };
    this.comments.push(comment);
    return comment;
  }

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

  async #answer(
    request: IncomingMessage,
  ): Promise<{ status: number; body?: unknown; headers?: Record<string, string> }> {
    const url = new URL(request.url ?? "", `http://${request.headers.host ?? ""}`);
    const id = Number(/\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1]);
    const found = this.comments.find((comment) => comment.id === id);
    if (request.method === "GET" && url.pathname.endsWith("/pulls")) {
      const open = this.pulls.filter(({ label }) => label === url.searchParams.get("head"));
      return { status: 200, body: open.map(({ number, sha }) => ({ number, head: { sha } })) };
    }
    if (request.method === "GET" && url.pathname.endsWith("/issues/7/comments")) {
      const page = Number(url.searchParams.get("page") ?? "1");
      url.searchParams.set("page", String(page + 1));
      const more = this.comments.length > page * PAGE;
      return {
        ...{ status: 200, body: this.comments.slice((page - 1) * PAGE, page * PAGE) },
        headers: more ? { link: `<${url.href}>; rel="next"` } : {},
      };
    }
    const body = request.method === "DELETE" ? "" : (JSON.parse(await text(request)) as Comment).body;
    if (request.method === "POST") {
      const created = this.add(body);
      return { status: 201, body: created };
    }
    if (found === undefined) return { status: 404, body: { message: "Not Found" } };
    if (request.method === "DELETE") {
      this.comments.splice(this.comments.indexOf(found), 1);
      return { status: 204 };
    }
    found.body = body;
    return { status: 200, body: found };
  }
}
