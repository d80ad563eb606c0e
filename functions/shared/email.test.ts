import type { SESClient } from "@aws-sdk/client-ses";

import { RecipientRefused } from "./refused";
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

/** The error of an e-mail that SES answers with this one. */
async function failure(name: string, message: string): Promise<Error> {
  const answer = Object.assign(new Error(message), { name });
  const sending = emailSender(fakeClient(jest.fn().mockRejectedValue(answer)), { from: "a@example.org" });
  return (await sending(reader, { subject: "s", text: "t" }).catch((thrown: unknown) => thrown)) as Error;
}

test("a failure keeps the error name without the address", async () => {
  const error = await failure("MessageRejected", "Email address is not verified: chan@example.org");
  expect(String(error)).toBe("Error: SES rejected an e-mail: MessageRejected");
  expect(error.cause).toBeUndefined();
});

test.each([
  ["InvalidParameterValue", "Missing final '@domain'", true],
  ["InvalidParameterValue", "Local address contains control or whitespace", true],
  ["InvalidParameterValue", "Tag value is not valid", false],
  ["MessageRejected", "Email address is not verified", false],
  ["Throttling", "Maximum sending rate exceeded", false],
])("%s, %s: refused for good is %s", async (name, message, refused) => {
  const error = await failure(name, message);
  expect(error instanceof RecipientRefused).toBe(refused);
  expect(error.message).toBe(`SES rejected an e-mail: ${name}`);
});
