import { parsePhoneKeys } from "../../shared/secrets";
import { hashCode, hashPhone } from "../../shared/phone-keys";
import { RecipientRefused } from "../../shared/refused";
import type { User } from "../../shared/user";
import { PHONE, phoneKeys, phoneOf, signInRig, T } from "../testing/sign-in-rig";
import { openRequest, sealRequest } from "./queue";
import { sendCode } from "./send-code";

const request = { phone: PHONE, name: "Chan Tai Man", requestedAt: T };
const phoneHash = hashPhone(phoneKeys, PHONE);

const known: User = {
  ...{ userId: "usr_1", fullName: "Known", status: "suspended", role: "user" },
  ...{ createdAt: "", version: 3 },
};

test("sends six digits in one segment, which can be verified", async () => {
  const { store, sent, send } = signInRig();
  await send(request);
  expect(sent).toEqual([
    { to: PHONE, text: expect.stringMatching(/^\d{6} is your sjc1990app code\. .* 5 minutes\./) as string },
  ]);
  expect(sent[0]!.text.length).toBeLessThanOrEqual(160);
  expect(sent[0]!.text).toMatch(/^[\x20-\x7e]+$/);
  const codeHash = hashCode(phoneKeys, phoneHash, sent[0]!.text.slice(0, 6));
  expect(await store.findCode(phoneHash, codeHash)).toEqual({ expiresAt: T + 300, name: "Chan Tai Man" });
});

test("stores the user of a known number with the code", async () => {
  const { store, sent, send } = signInRig();
  store.users.set("usr_1", { ...known, phoneHash, phone: "v1.x" });
  await send({ phone: PHONE, requestedAt: T });
  const codeHash = hashCode(phoneKeys, phoneHash, sent[0]!.text.slice(0, 6));
  expect(await store.findCode(phoneHash, codeHash)).toEqual({
    ...{ expiresAt: T + 300, name: "Known", userId: known.userId },
  });
});

test.each(["approved", "pending", "suspended", "rejected"] as const)(
  "a %s user gets a code like any other",
  async (status) => {
    const { store, sent, send } = signInRig();
    store.users.set("usr_1", { ...known, status, phoneHash, phone: "v1.x" });
    await send(request);
    expect(sent).toHaveLength(1);
  },
);

test("a request that waited as long as a code is valid is dropped", async () => {
  const { clock, sent, send } = signInRig();
  clock.now = T + 299;
  await send(request);
  expect(sent).toHaveLength(1);
  clock.now = T + 300;
  await send(request);
  expect(sent).toHaveLength(1);
});

test("a rejected SMS fails the message, and the repeat sends a new code", async () => {
  const { sent, send, sendDeps, verify, lastCode, unsent, counted } = signInRig();
  const { sendSms } = sendDeps;
  sendDeps.sendSms = jest
    .fn()
    .mockRejectedValueOnce(new Error("SNS rejected an SMS"))
    .mockImplementation(sendSms);
  await expect(send(request)).rejects.toThrow("SNS rejected");
  expect(unsent).toEqual(["error"]);
  expect(counted.codes).toBe(0);
  await send(request);
  expect(sent).toHaveLength(1);
  expect(unsent).toHaveLength(1);
  expect(counted.codes).toBe(1);
  expect((await verify(lastCode())).user.fullName).toBe("Chan Tai Man");
});

test("a number that SNS refuses for good is not tried again", async () => {
  const { unsent, counted, send, sendDeps } = signInRig();
  sendDeps.sendSms = () => Promise.reject(new RecipientRefused("SNS rejected an SMS: OptedOut"));
  await send(request);
  expect(unsent).toEqual(["refused"]);
  expect(counted.codes).toBe(0);
});

test("beyond the stage's total of an hour nothing is sent, and the message fails until the next hour", async () => {
  const { clock, sent, send, sendDeps, store, unsent } = signInRig();
  sendDeps.perStage = 3;
  const keepCode = jest.spyOn(store, "keepCode");
  for (let i = 0; i < 3; i++) await send({ ...request, phone: phoneOf(i) });
  clock.now = T + 100;
  await expect(send({ ...request, phone: phoneOf(3) })).rejects.toThrow("sent its 3 codes of this hour");
  expect(unsent).toEqual(["limit"]);
  // A login of an unknown number sends nothing, so that it counts nothing.
  await send({ phone: phoneOf(4), requestedAt: T });
  expect(keepCode).toHaveBeenCalledTimes(3);
  expect(sent).toHaveLength(3);
  clock.now = T + 3600;
  await send({ ...request, phone: phoneOf(3), requestedAt: T + 3600 });
  expect(sent).toHaveLength(4);
});

test("the code of a synthetic number goes to no phone, and neither counts nor is limited", async () => {
  const { store, sent, unsent, counted, send, sendDeps } = signInRig();
  sendDeps.perStage = 1;
  const phone = "+12025550123";
  for (let i = 0; i < 3; i++) await send({ ...request, phone });
  expect(sent).toEqual([]);
  expect({ unsent, counted }).toEqual({ unsent: [], counted: { signUps: 0, codes: 0 } });
  const code = store.shown.get(phone) ?? "";
  expect(code).toMatch(/^\d{6}$/);
  const hash = hashPhone(phoneKeys, phone);
  expect(await store.findCode(hash, hashCode(phoneKeys, hash, code))).toMatchObject({ expiresAt: T + 300 });
  // The only message that the stage may send is left.
  await send(request);
  expect(sent).toHaveLength(1);
  expect([...store.shown.keys()]).toEqual([phone]);
});

test("with another phone secret than that of the users nothing is sent, known number or not", async () => {
  const { code, verify, send, sent, sendDeps } = signInRig();
  await verify(await code());
  sendDeps.phoneKeys = async () => other;
  const other = parsePhoneKeys(JSON.stringify({ secret: Buffer.alloc(32, 8).toString("base64url") }));
  for (const given of [request, { phone: PHONE, requestedAt: T }]) {
    await expect(sendCode(sendDeps, sealRequest(other, given))).rejects.toThrow(
      "restore sjc1990app:phoneSecret",
    );
  }
  expect(sent).toHaveLength(1);
  sendDeps.phoneKeys = async () => phoneKeys;
  await send(request);
  expect(sent).toHaveLength(2);
});

test("a message shows neither number nor name, and no other key opens it", async () => {
  const { sendDeps } = signInRig();
  const sealed = sealRequest(phoneKeys, request);
  expect(openRequest(phoneKeys, sealed)).toEqual(request);
  expect(Buffer.from(sealed.slice(3), "base64url").toString("latin1")).not.toMatch(/9123|Chan/);
  const wrong = { ...phoneKeys, encryption: Buffer.alloc(32, 9) };
  await expect(sendCode({ ...sendDeps, phoneKeys: async () => wrong }, sealed)).rejects.toThrow();
});

test("codes are random and may have leading zeros", async () => {
  const { sent, send } = signInRig();
  for (let i = 0; i < 200; i++) await send({ ...request, phone: phoneOf(i) });
  const codes = new Set(sent.map(({ text }) => text.slice(0, 6)));
  expect(codes.size).toBeGreaterThan(195);
  expect([...codes].every((code) => /^\d{6}$/.test(code))).toBe(true);
});
