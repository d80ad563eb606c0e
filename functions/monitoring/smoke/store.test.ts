import { TestStage } from "../../testing/stage";
import { smokeStore, type SmokeStore } from "./store";

const stage = new TestStage("smoke");
let store: SmokeStore;
beforeAll(() => {
  store = smokeStore(stage.dynamoDb, stage.tables);
});

const run = (phone: string, startedAt = 1) => ({ phone, startedAt });

test("of runs with the same number, one gets it until it ends", async () => {
  const all = await Promise.all([1, 2, 3, 4].map((at) => store.begin(run("+12025550100", at))));
  expect(all.filter(Boolean)).toHaveLength(1);
  const [winner] = await store.runs();
  await store.end(winner!);
  expect(await store.runs()).toEqual([]);
  expect(await store.begin(run("+12025550100"))).toBe(true);
  await store.end(run("+12025550100"));
});

test("of those that want to end a run, one does", async () => {
  const killed = run("+12025550101");
  await store.begin(killed);
  const all = await Promise.all([5, 6, 7].map((now) => store.takeOver(killed, now)));
  expect(all.filter(Boolean)).toHaveLength(1);
  await store.end(killed);
  // It has ended meanwhile: taking it over must not bring it back.
  expect(await store.takeOver(killed, 8)).toBe(false);
  expect(await store.runs()).toEqual([]);
});

test("a failure is remembered until it is over, and is no run", async () => {
  expect(await store.hasFailed()).toBe(false);
  await store.setFailed(true);
  expect(await store.hasFailed()).toBe(true);
  expect(await store.runs()).toEqual([]);
  await store.setFailed(false);
  expect(await store.hasFailed()).toBe(false);
});

test("a code is that of the synthetic number, and of no other item", async () => {
  const phone = "+12025550102";
  expect(await store.code(phone)).toBeUndefined();
  await stage.put("codes", { phoneHash: phone, code: "111111" });
  await stage.put("codes", { phoneHash: `synthetic#${phone}`, code: "123456", codeId: "a" });
  expect(await store.code(phone)).toMatchObject({ code: "123456", codeId: "a" });
});
