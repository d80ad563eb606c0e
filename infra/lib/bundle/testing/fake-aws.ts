/** An HTTP server that stands for AWS: answers as it is told, and keeps what it was asked. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a client asked. */
export interface Asked {
  headers: IncomingHttpHeaders;
  method: string;
  path: string;
  body: string;
}

/** What the server says. */
export interface Said {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  /** An object becomes JSON. */
  body?: unknown;
  /** Answers after this time, ms. */
  delay?: number;
}

export class FakeAws {
  readonly asked: Asked[] = [];
  connections = 0;
  #queue: Said[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { headers, method = "", url = "" } = request;
        this.asked.push({ headers, method, path: url, body: Buffer.concat(chunks).toString("utf8") });
        const {
          status = 200,
          headers: extra = {},
          body = {},
          delay = 0,
        } = this.#queue.shift() ?? { status: 500 };
        setTimeout(() => {
          response.writeHead(status, { "x-amzn-requestid": "request-1", ...extra });
          response.end(typeof body === "string" ? body : JSON.stringify(body));
        }, delay);
      });
    });
    this.#server.on("connection", () => this.connections++);
  }

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sets what comes next, and forgets what was asked. */
  say(...answers: Said[]): void {
    this.#queue = answers;
    this.asked.length = 0;
    this.connections = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
