/** Many people who sign up at the same moment. */
import { toAttributes, transact } from "../../shared/dynamo";
import { addToStats, STATS_KEY, statsKeys } from "../../shared/stats";
import { conflictingClient } from "../../testing/conflicting-client";
import { FINGERPRINT, session, unique, use, user } from "../testing/sign-in-items";
import { verifyStore } from "./verify-store";

/** Time of a transaction, ms. */
const TIME = 10;

const BURST = 200;

const tables = { users: "users", codes: "codes", sessions: "sessions", approvals: "approvals" };

/** Number of writes that failed, if all start at once. */
async function failures(write: () => Promise<unknown>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: BURST }, write));
  return results.filter(({ status }) => status === "rejected").length;
}

test("a burst of sign-ups succeeds, although transactions on one item conflict", async () => {
  const stored = { Item: toAttributes({ phoneFingerprint: FINGERPRINT }) };
  const { client, written } = conflictingClient(TIME, stored);
  const store = verifyStore(client, tables);
  const signUp = async () => {
    const who = user(unique("phone"));
    const pending = { userId: who.userId, name: who.fullName, phoneMasked: "+85***00" };
    const approval = { ...pending, status: "pending", requestedAt: who.createdAt } as const;
    return store.signUp(who, session(who.userId), approval, use(who.phoneHash), FINGERPRINT);
  };
  expect(await failures(signUp)).toBe(0);
  expect(written).toHaveLength(BURST);
  const counted = written.flat().flatMap(({ Update }) => Update?.Key?.["userId"]?.S ?? []);
  expect(counted).toHaveLength(BURST);
  expect(counted.filter((key) => !statsKeys.includes(key) || key === STATS_KEY)).toEqual([]);
});

test("on one item, many of such a burst would fail", async () => {
  const { client } = conflictingClient(TIME);
  const Key = toAttributes({ userId: STATS_KEY });
  const onOneItem = () => {
    const { Update } = addToStats("users", { users: 1 });
    return transact(client, Update === undefined ? [] : [{ Update: { ...Update, Key } }]);
  };
  expect(await failures(onOneItem)).toBeGreaterThan(BURST / 10);
});
