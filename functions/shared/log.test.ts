import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";

import { loggable } from "./log";

test.each([
  [
    "Invalid parameter: PhoneNumber Reason: +85291234567 is not valid",
    "Invalid parameter: PhoneNumber Reason: [number] is not valid",
  ],
  ["+852 9123-4567", "[number]"],
  ["code 123456 is wrong", "code [number] is wrong"],
  ["Bearer eyJhbGciOi.eyJzdWIiOi.c2ln", "Bearer [token]"],
  ["ses_0123456789abcdefghjk.AbC-_123", "[token]"],
  ["User arn:aws:iam::123456789012:user/x may not", "User arn:aws:iam::123456789012:user/x may not"],
  ["3 attempts, 12345 ms", "3 attempts, 12345 ms"],
])("%s becomes %s", (text, masked) => {
  expect(loggable(new Error(text))).toMatchObject({ message: masked });
  expect(loggable(text)).toEqual({ message: masked });
});

test("keeps stack positions, and masks the message", () => {
  const error = new Error("to +85291234567");
  error.stack = "Error: to +85291234567\n    at send (/var/task/index.js:1:1234567)";
  expect(loggable(error)["stack"]).toBe("Error: to [number]\n    at send (/var/task/index.js:1:1234567)");
});

test("logs causes, masked, with a limit", () => {
  const loop = new Error("code 123456");
  loop.cause = loop;
  const text = JSON.stringify(loggable(new Error("outer", { cause: loop })));
  expect(text).toContain("code [number]");
  expect(text).not.toContain("123456");
});

test("omits other fields of SDK errors", () => {
  const error = new TransactionCanceledException({
    message: "Transaction cancelled",
    $metadata: {},
    CancellationReasons: [{ Code: "ConditionalCheckFailed", Item: { fullName: { S: "Chan Tai Man" } } }],
  });
  expect(Object.keys(loggable(error))).toEqual(["name", "message", "stack"]);
  expect(JSON.stringify(loggable(error))).not.toContain("Chan");
});
