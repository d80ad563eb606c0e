import * as http from "node:http";
import * as net from "node:net";

/** The emulator's health. */
export interface Health {
  version?: string;
  /** `enabled` when IAM is enforced. */
  auth?: string;
}

/** Reads the emulator's health. `undefined` when nothing, or another program, answers within `timeoutMs`. */
export function askHealth(port: number, timeoutMs = 2_000): Promise<Health | undefined> {
  return new Promise((resolve) => {
    const fail = (): void => resolve(undefined);
    const options = { host: "127.0.0.1", port, path: "/_ministack/health", agent: false, timeout: timeoutMs };
    const request = http.get(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        if (body.length < 100_000) body += chunk;
      });
      response.once("error", fail).once("end", () => resolve(parseHealth(response.statusCode, body)));
    });
    request.once("error", fail).once("timeout", () => {
      request.destroy();
      fail();
    });
  });
}

function parseHealth(status: number | undefined, body: string): Health | undefined {
  try {
    const health = JSON.parse(body) as (Health & { services?: unknown }) | null;
    return status === 200 && typeof health?.services === "object" ? health : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a port of 127.0.0.1 is free. Tries to connect, too, since some systems let two programs listen on one port, one
 * on all addresses and one on a single address.
 */
export async function isPortFree(port: number): Promise<boolean> {
  return !(await canConnect(port)) && (await canListen(port));
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port, timeout: 1_000 });
    const answer = (connected: boolean) => (): void => {
      socket.destroy();
      resolve(connected);
    };
    socket.once("connect", answer(true)).once("error", answer(false)).once("timeout", answer(true));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
