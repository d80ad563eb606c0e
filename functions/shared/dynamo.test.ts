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

/** Fails with each error in turn, then succeeds. */
function fakeClient(...errors: Error[]) {
  const send = jest.fn(async () => {
    const error = errors.shift();
    if (error !== undefined) throw error;
    return {};
  });
  return { send, client: { send } as unknown as DynamoDBClient };
}

test("retries a transaction after a conflict", async () => {
  const { client, send } = fakeClient(
    cancelled("None", "TransactionConflict"),
    cancelled("TransactionConflict"),
  );
  expect(await transact(client, [])).toBeUndefined();
  expect(send).toHaveBeenCalledTimes(3);
});

test("but with a limit", async () => {
  const { client, send } = fakeClient(...Array.from({ length: 9 }, () => cancelled("TransactionConflict")));
  await expect(transact(client, [])).rejects.toThrow(TransactionCanceledException);
  expect(send).toHaveBeenCalledTimes(8);
});

test("returns failed conditions by part, without retry, also beside a conflict", async () => {
  for (const second of ["None", "TransactionConflict"]) {
    const { client, send } = fakeClient(cancelled("ConditionalCheckFailed", second));
    expect(await transact(client, [])).toEqual([{ refused: true, item: { s0: 7 } }, { refused: false }]);
    expect(send).toHaveBeenCalledTimes(1);
  }
});

test.each([cancelled("ThrottlingError"), cancelled("ValidationError"), new Error("network")])(
  "throws %s",
  async (error) => {
    const { client } = fakeClient(error);
    await expect(transact(client, [])).rejects.toBe(error);
  },
);

test("retries a single write after a conflict only", async () => {
  const failed = new ConditionalCheckFailedException({ message: "no", $metadata: {} });
  const write = jest.fn().mockRejectedValueOnce(conflict).mockResolvedValueOnce("written");
  expect(await retryConflicts(write)).toBe("written");
  await expect(retryConflicts(jest.fn().mockRejectedValue(failed))).rejects.toBe(failed);
});
