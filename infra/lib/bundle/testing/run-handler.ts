/** Runs a bundle in a process of its own, as Lambda does. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Answers each message with what the handler makes of it; bytes and dates as text that says so. */
const RUNNER = `
  const { handler } = require(process.argv[2]);
  const plain = (value) =>
    value instanceof Uint8Array ? "bytes " + Buffer.from(value).toString("hex")
    : value instanceof Date ? "date " + value.toISOString()
    : Array.isArray(value) ? value.map(plain)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
    : value;
  process.on("message", (event) => handler(event).then((result) => process.send(plain(result))));
  process.send("ready");
`;

export class HandlerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;
  #complaints = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on("data", (text: Buffer) => (this.#complaints += text.toString()));
    this.#ended = once(child, "close").then(() => {
      throw new Error(`the handler's process ended: ${this.#complaints}`);
    });
    this.#ended.catch(() => {});
  }

  /** @param runner where to put the script. @param bundle file of the bundle. @param env all that it sees. */
  static async start(runner: string, bundle: string, env: Record<string, string>): Promise<HandlerProcess> {
    const child = fork(runner, [bundle], {
      env,
      execArgv: ["--no-warnings"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const started = new HandlerProcess(child);
    await started.#answer();
    return started;
  }

  static readonly script = RUNNER;

  async call<T>(event: object): Promise<T> {
    const answer = this.#answer();
    this.#child.send(event);
    return (await answer) as T;
  }

  /** The next message. @throws Error with what it wrote to stderr when it ends instead. */
  async #answer(): Promise<unknown> {
    const giveUp = new AbortController();
    try {
      const message = once(this.#child, "message", { signal: giveUp.signal });
      const [answer] = (await Promise.race([message, this.#ended])) as [unknown];
      return answer;
    } finally {
      giveUp.abort();
    }
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill();
    await exit;
  }
}
