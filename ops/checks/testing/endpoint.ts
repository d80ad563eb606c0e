import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the endpoint answers: JSON, XML as text, or `{ error: <code> }` for an error of AWS. */
export type Answer = object | string;

/** An AWS endpoint on this machine with fixed answers, for what the emulator lacks. It refuses all other operations. */
export class AwsEndpoint {
  /**
   * Answers by operation: its name, or method and path where the protocol of the service is REST, e.g.
   * `GET /v2/email/account`. Empty before each test.
   */
  answers: Record<string, Answer> = {};
  /** Requests in their order: operation and body. */
  readonly requests: { operation: string; body: string }[] = [];

  private readonly server = createServer((request, response) => {
    void text(request).then((body) => {
      const operation = operationOf(request, body);
      this.requests.push({ operation, body });
      const answer = this.answers[operation] ?? { error: "UnknownOperationException" };
      if (typeof answer === "object" && "error" in answer) {
        const code = String(answer.error);
        response.statusCode = 400;
        // The Query protocol has XML.
        const xml = body.startsWith("Action=");
        response.end(xml ? xmlError(code) : JSON.stringify({ __type: code }));
      } else response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    });
  });

  /** Call it at the top of a test file. */
  constructor() {
    beforeAll(() => new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve)));
    beforeEach(() => {
      this.answers = {};
      this.requests.length = 0;
    });
    afterAll(() => {
      this.server.closeAllConnections();
      this.server.close();
    });
  }

  /** Client options. */
  get clientConfig() {
    return {
      endpoint: `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
  }
}

const xmlError = (code: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code></Error></ErrorResponse>`;

function operationOf({ headers, method, url }: IncomingMessage, body: string): string {
  const target = headers["x-amz-target"];
  if (target !== undefined) return String(target).replace(/^.*\./, "");
  return new URLSearchParams(body).get("Action") ?? `${String(method)} ${String(url)}`;
}
