import getPort, { clearLockedPorts } from "get-port";

/** The emulator's health. */
export interface Health {
  version?: string;
  /** `enabled` when IAM is enforced. */
  auth?: string;
}

/** Reads the emulator's health. `undefined` when nothing, or another program, answers within `timeoutMs`. */
export async function askHealth(port: number, timeoutMs = 2_000): Promise<Health | undefined> {
  try {
    const url = `http://127.0.0.1:${port}/_ministack/health`;
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    const health = (await response.json()) as (Health & { services?: unknown }) | null;
    return response.ok && typeof health?.services === "object" ? health : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a port is free on every address of this machine. */
export async function isPortFree(port: number): Promise<boolean> {
  // get-port does not return a port twice within half a minute.
  clearLockedPorts();
  return (await getPort({ port })) === port;
}
