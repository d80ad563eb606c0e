import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { retryConflicts, transact } from "./dynamo";

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: "cancelled",
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({
      Code,
      ...(Code === "ConditionalCheckFailed" ? { Item: { s0: { N: "7" } } } : {}),
    })),
  });
const conflict = new TransactionConflictException({ message: "conflict", $metadata: {} });

/** Fails with each error in turn, then answers. */
function fakeClient(...errors: Error[]) {
  const send = jest.fn(async () => {
    const error = errors.shift();
    if (error !== undefined) throw error;
    return {};
  });
  return { send, client: { send } as unknown as DynamoDBClient };
}

test("a transaction that meets another is tried again", async () => {
  const { client, send } = fakeClient(
    cancelled("None", "TransactionConflict"),
    cancelled("TransactionConflict"),
  );
  expect(await transact(client, [])).toBeUndefined();
  expect(send).toHaveBeenCalledTimes(3);
});

test("but not for ever", async () => {
  const { client, send } = fakeClient(...Array.from({ length: 9 }, () => cancelled("TransactionConflict")));
  await expect(transact(client, [])).rejects.toThrow(TransactionCanceledException);
  expect(send).toHaveBeenCalledTimes(4);
});

test("conditions that do not hold are told part by part, at once, also beside a conflict", async () => {
  for (const second of ["None", "TransactionConflict"]) {
    const { client, send } = fakeClient(cancelled("ConditionalCheckFailed", second));
    expect(await transact(client, [])).toEqual([{ refused: true, item: { s0: 7 } }, { refused: false }]);
    expect(send).toHaveBeenCalledTimes(1);
  }
});

test.each([cancelled("ThrottlingError"), cancelled("ValidationError"), new Error("network")])(
  "%s is thrown",
  async (error) => {
    const { client } = fakeClient(error);
    await expect(transact(client, [])).rejects.toBe(error);
  },
);

test("a single write is tried again on a conflict only", async () => {
  const failed = new ConditionalCheckFailedException({ message: "no", $metadata: {} });
  const write = jest.fn().mockRejectedValueOnce(conflict).mockResolvedValueOnce("written");
  expect(await retryConflicts(write)).toBe("written");
  await expect(retryConflicts(jest.fn().mockRejectedValue(failed))).rejects.toBe(failed);
});
