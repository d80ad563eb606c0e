/** How long a chat has to answer, ms. */
const TIMEOUT = 5_000;

/** Whether a text is the address of a webhook: https, without user name and password. */
export function isWebhook(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === "https:" && username === "" && password === "";
}

/**
 * Posts a text to the incoming webhook of a chat: the payload `{"text"}` is that of Slack, Mattermost and Microsoft Teams.
 * @throws Error without the address, which is a secret.
 */
export async function postToChat(address: string, text: string): Promise<void> {
  let status: number;
  try {
    ({ status } = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    }));
  } catch {
    // Without the cause, which may name the host.
    throw new Error("the webhook did not answer");
  }
  if (status < 200 || status > 299) throw new Error(`the webhook answered ${String(status)}`);
}
