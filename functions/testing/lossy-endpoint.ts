import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * An endpoint in front of the emulator that can lose an answer: the emulator applies the request, and the connection
 * breaks before the client gets the response, as in a network failure. The SDK then sends the request again.
 */
export class LossyEndpoint {
  /** Operations that have arrived, e.g. `UpdateItem`. */
  readonly arrived: string[] = [];
  private losing: string | undefined;
  private readonly server = http.createServer((request, response) => {
    void this.forward(request, response);
  });

  /** Call it at the top of a test file. @param target URL of the emulator, once it runs. */
  constructor(private readonly target: () => string) {
    beforeAll(() => new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve)));
    beforeEach(() => {
      this.arrived.length = 0;
      this.losing = undefined;
    });
    afterAll(() => {
      this.server.closeAllConnections();
      this.server.close();
    });
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Loses the answer to the next request of an operation. */
  loseNext(operation: string): void {
    this.arrived.length = 0;
    this.losing = operation;
  }

  private async forward(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
    const lose = this.losing === operation;
    if (lose) this.losing = undefined;
    this.arrived.push(operation);
    const body = await buffer(request);
    // With the headers as they are, since the signature covers them.
    const { method, headers } = request;
    const onward = http.request(this.target() + String(request.url), { method, headers });
    onward.end(body);
    onward.on("response", (answer) => {
      if (lose) {
        answer.resume().on("end", () => request.socket.destroy());
      } else {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }
    });
  }
}
