import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { isWebhook, postToChat } from "./webhook";

let server: Server;
let received: { path: string | undefined; type: string | undefined; body: string }[];
let status: number;

beforeEach(async () => {
  received = [];
  status = 200;
  server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ path: request.url, type: request.headers["content-type"], body });
      response.writeHead(status, { location: "/elsewhere" }).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const address = (): string =>
  `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook/secret`;

test("posts the text in the form that chats read", async () => {
  await postToChat(address(), 'a "b"\nc');
  expect(received).toEqual([
    { path: "/hook/secret", type: "application/json", body: '{"text":"a \\"b\\"\\nc"}' },
  ]);
});

test.each([
  [302, /^the webhook answered 302$/],
  [404, /^the webhook answered 404$/],
  [500, /^the webhook answered 500$/],
])("an answer %s is a failure that does not name the address", async (answer, reason) => {
  status = answer;
  await expect(postToChat(address(), "x")).rejects.toThrow(reason);
  expect(received).toHaveLength(1);
});

test("a chat that cannot be reached is a failure that does not name the address", async () => {
  const gone = address();
  server.close();
  await expect(postToChat(gone, "x")).rejects.toThrow(/^the webhook did not answer$/);
});

test.each([
  ["https://hooks.slack.com/services/T/B/x", true],
  ["http://hooks.slack.com/services/T/B/x", false],
  ["https://user:secret@chat.example.org/x", false],
  ["hooks.slack.com", false],
  ["", false],
])("%s is the address of a webhook: %s", (candidate, accepted) => {
  expect(isWebhook(candidate)).toBe(accepted);
});
