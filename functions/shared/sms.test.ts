import {
  AuthorizationErrorException,
  InvalidParameterException,
  OptedOutException,
  type SNSClient,
} from "@aws-sdk/client-sns";

import { RecipientRefused } from "./refused";
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
      "AWS.SNS.SMS.MaxPrice": { DataType: "Number", StringValue: "0.25" },
      ...attribute,
    },
  });
});

/** The error of a message that SNS answers with this one. */
async function failure(answer: Error): Promise<Error> {
  const sending = smsSender(fakeClient(jest.fn().mockRejectedValue(answer)), () =>
    Promise.resolve(undefined),
  );
  return (await sending("+85291234567", "123456 is your code").catch((thrown: unknown) => thrown)) as Error;
}
const said = (message: string) => ({ message, $metadata: {} });

test("a failure keeps the error name without the number", async () => {
  const error = await failure(new InvalidParameterException(said("Invalid parameter: +85291234567")));
  expect(String(error)).toBe("Error: SNS rejected an SMS: InvalidParameterException");
  expect(error.cause).toBeUndefined();
});

test.each([
  new InvalidParameterException(
    said("Invalid parameter: PhoneNumber Reason: +85291234567 is not valid to publish to"),
  ),
  new OptedOutException(said("+85291234567 has opted out")),
])("a number that SNS never sends to is refused for good: %s", async (answer) => {
  const error = await failure(answer);
  expect(error).toBeInstanceOf(RecipientRefused);
  expect(error.message).toBe(`SNS rejected an SMS: ${answer.name}`);
  expect(error.cause).toBeUndefined();
});

test.each([
  new InvalidParameterException(said("Invalid parameter: SenderID Reason: not allowed")),
  new AuthorizationErrorException(said("not authorized to publish to a phone number")),
  Object.assign(new Error("Rate exceeded"), { name: "ThrottledException" }),
])("a fault of the platform or of SNS is not: %s", async (answer) => {
  expect(await failure(answer)).not.toBeInstanceOf(RecipientRefused);
});
