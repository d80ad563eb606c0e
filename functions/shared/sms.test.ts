import type { SNSClient } from "@aws-sdk/client-sns";

import { smsSender } from "./sms";

const fakeClient = (send: jest.Mock) => ({ send }) as unknown as SNSClient;
const input = (send: jest.Mock): unknown => (send.mock.calls[0] as [{ input: unknown }])[0].input;

test.each([
  [undefined, {}],
  ["SJC1990", { "AWS.SNS.SMS.SenderID": { DataType: "String", StringValue: "SJC1990" } }],
])("sends transactional messages, from %s", async (sender, attribute) => {
  const send = jest.fn().mockResolvedValue({});
  await smsSender(fakeClient(send), () => Promise.resolve(sender))("+85291234567", "hello");
  expect(input(send)).toEqual({
    PhoneNumber: "+85291234567",
    Message: "hello",
    MessageAttributes: {
      "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
      ...attribute,
    },
  });
});

test("a failure keeps the error name without the number", async () => {
  const refusal = new Error("Invalid parameter: +85291234567");
  refusal.name = "InvalidParameterException";
  const sending = smsSender(fakeClient(jest.fn().mockRejectedValue(refusal)), () =>
    Promise.resolve(undefined),
  );
  const error: unknown = await sending("+85291234567", "123456 is your code").catch(
    (thrown: unknown) => thrown,
  );
  expect(String(error)).toBe("Error: SNS rejected an SMS: InvalidParameterException");
  expect((error as Error).cause).toBeUndefined();
});
