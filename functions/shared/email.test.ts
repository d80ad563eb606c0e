import type { SESClient } from "@aws-sdk/client-ses";

import { emailSender } from "./email";

const reader = { to: "chan@example.org", userId: "usr_0123456789abcdefghjk" };
const fakeClient = (send: jest.Mock) => ({ send }) as unknown as SESClient;
const input = (send: jest.Mock): unknown => (send.mock.calls[0] as [{ input: unknown }])[0].input;

test.each([
  [undefined, {}],
  ["platform", { ConfigurationSetName: "platform" }],
])("sends plain text, with configuration set %s", async (configurationSet, field) => {
  const send = jest.fn().mockResolvedValue({});
  const from = "sjc1990app <platform@example.org>";
  await emailSender(fakeClient(send), { from, configurationSet })(reader, {
    ...{ subject: "Hello", text: "Dear 陳" },
  });
  expect(input(send)).toEqual({
    Source: from,
    Destination: { ToAddresses: ["chan@example.org"] },
    Message: {
      Subject: { Data: "Hello", Charset: "UTF-8" },
      Body: { Text: { Data: "Dear 陳", Charset: "UTF-8" } },
    },
    Tags: [{ Name: "user", Value: reader.userId }],
    ...field,
  });
});

test("a failure keeps the error name without the address", async () => {
  const refusal = new Error("Email address is not verified: chan@example.org");
  refusal.name = "MessageRejected";
  const sending = emailSender(fakeClient(jest.fn().mockRejectedValue(refusal)), { from: "a@example.org" });
  const error: unknown = await sending(reader, { subject: "s", text: "t" }).catch(
    (thrown: unknown) => thrown,
  );
  expect(String(error)).toBe("Error: SES rejected an e-mail: MessageRejected");
  expect((error as Error).cause).toBeUndefined();
});
