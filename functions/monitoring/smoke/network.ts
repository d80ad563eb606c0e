import * as http from "node:http";

/** The answer to a request that does not go to the API. */
export interface Answered {
  status: number;
  body: Buffer;
}

/** Where requests go, and what ends them. */
export interface Network {
  /** Custom endpoint that stands for all hosts of AWS, and knows them by the Host header. Default: the hosts themselves. */
  endpoint?: string;
  signal: AbortSignal;
}

/** Uploads a file with a presigned form, as a web page does. @returns the status. */
export async function upload(
  { uploadUrl, fields }: { uploadUrl: string; fields: Readonly<Record<string, string>> },
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  { signal }: Network,
): Promise<number> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", new Blob([bytes], { type }));
  const { status } = await fetch(uploadUrl, { method: "POST", body, signal });
  return status;
}

/** Gets a URL of the CDN. */
export async function view(url: string, { endpoint, signal }: Network): Promise<Answered> {
  if (endpoint === undefined) {
    const response = await fetch(url, { signal });
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  }
  const { host, pathname, protocol } = new URL(url);
  // fetch cannot set the header Host. The scheme of the viewer is a header, too: such an endpoint has no TLS.
  const headers = { host, "x-forwarded-proto": protocol.slice(0, -1) };
  return new Promise((resolve, reject) => {
    const options = { headers, signal, agent: false };
    const request = http.get(`${endpoint}${pathname}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
      });
    });
    request.once("error", reject);
  });
}
