import { deliverer } from "./deliver";

const message = { subject: "s", text: "t" };

function channel(name: string, ...outcomes: ("fails" | "works")[]) {
  const send = jest.fn<Promise<void>, [typeof message]>(() =>
    outcomes.shift() === "fails" ? Promise.reject(new Error(`${name} is down`)) : Promise.resolve(),
  );
  return { name, send };
}

test("a failure of one channel does not stop the others, and is reported without their addresses", async () => {
  const [email, chat] = [channel("email 1", "fails"), channel("chat")];
  await expect(deliverer([email, chat])("m1", message)).rejects.toThrow("not delivered: email 1");
  expect(chat.send).toHaveBeenCalledWith(message);
});

test("a retry sends only what failed", async () => {
  const [email, chat] = [channel("email 1", "fails", "works"), channel("chat")];
  const deliver = deliverer([email, chat]);
  await expect(deliver("m1", message)).rejects.toThrow();
  await deliver("m1", message);
  expect(email.send).toHaveBeenCalledTimes(2);
  expect(chat.send).toHaveBeenCalledTimes(1);
});

test("a second delivery of the same message sends nothing, another message is sent", async () => {
  const email = channel("email 1");
  const deliver = deliverer([email]);
  for (const id of ["m1", "m1", "m2"]) await deliver(id, message);
  expect(email.send).toHaveBeenCalledTimes(2);
});

test("forgets old messages", async () => {
  const email = channel("email 1");
  const deliver = deliverer([email]);
  for (let i = 0; i <= 1_000; i++) await deliver(`m${String(i)}`, message);
  await deliver("m1000", message);
  expect(email.send).toHaveBeenCalledTimes(1_001);
  await deliver("m0", message);
  expect(email.send).toHaveBeenCalledTimes(1_002);
});
