/** How long the API has to answer, ms. */
const TIMEOUT = 5_000;

/** The result of a check: `ok`, `answered_<status>`, or `no_answer` in time. */
export type Health = "ok" | "no_answer" | `answered_${number}`;

/** Calls a URL as a client does, and expects the status 200. Never throws. */
export async function checkHealth(url: string): Promise<Health> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) });
    await response.body?.cancel();
    return response.status === 200 ? "ok" : `answered_${response.status}`;
  } catch {
    return "no_answer";
  }
}
