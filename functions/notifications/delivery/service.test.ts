import { TestStage } from "../../testing/stage";
import type { Notification } from "../messages";
import { both, decidedAt, email, PHONE, setUp, someone, worlds, type World } from "../testing/delivery-world";
import { LEASE_SECONDS } from "./rules";
import { deliver } from "./service";
import type { DeliverStore } from "./store";
import { Killed, Process } from "../testing/killable";

const stage = new TestStage("deliver");

describe.each(worlds(stage))("with a store on %s", (_kind, make) => {
  let world: World;
  beforeAll(() => {
    world = make();
  });

  test("an approval is sent once, by SMS with default preferences", async () => {
    const { deps, sent } = setUp(world);
    const userId = await someone(world, { email });
    for (let i = 0; i < 3; i++) {
      expect(await deliver(deps, { kind: "approved", userId, decidedAt })).toBe("done");
    }
    expect(sent.sms).toEqual([[PHONE, expect.stringContaining("approved")]]);
    expect(sent.email).toEqual([]);
  });

  test("the e-mail of a rejection has the reason", async () => {
    const { deps, sent } = setUp(world);
    const userId = await someone(world, { status: "rejected", email }, both, "Not of our year");
    await deliver(deps, { kind: "rejected", userId, decidedAt });
    expect(sent.sms).toHaveLength(1);
    expect(sent.sms[0]![1]).not.toContain("Not of our year");
    expect(sent.email).toEqual([[email, expect.stringContaining("Reason: Not of our year")]]);
  });

  test("another decision on the same user is sent separately", async () => {
    const { deps, sent } = setUp(world);
    const userId = await someone(world);
    await deliver(deps, { kind: "approved", userId, decidedAt });
    await deliver(deps, { kind: "approved", userId, decidedAt: "2027-01-15T03:00:01.000Z" });
    expect(sent.sms).toHaveLength(2);
  });

  test("nothing is sent to users who are deleted or have another status", async () => {
    const { deps, sent } = setUp(world);
    const userId = await someone(world, { status: "suspended" });
    for (const id of [userId, "usr_gone"]) {
      expect(await deliver(deps, { kind: "approved", userId: id, decidedAt })).toBe("done");
    }
    expect(sent.sms).toEqual([]);
  });

  test("in quiet hours a delayed copy is queued, and sent afterwards", async () => {
    const { deps, sent, clock } = setUp(world);
    const userId = await someone(world);
    const message: Notification = { kind: "approved", userId, decidedAt };
    clock.now = Date.parse("2027-01-15T15:30:00Z");
    expect(await deliver(deps, message)).toBe("postponed");
    expect(sent.queue).toEqual([[message, 8.5 * 3600]]);
    expect(sent.sms).toEqual([]);
    clock.now += 8.5 * 3600 * 1000;
    expect(await deliver(deps, message)).toBe("done");
    expect(sent.sms).toHaveLength(1);
    expect(sent.queue).toHaveLength(1);
  });

  test("in quiet hours the message is kept if no copy can be queued", async () => {
    const { deps, clock } = setUp(world);
    const message: Notification = { kind: "approved", userId: await someone(world), decidedAt };
    clock.now = Date.parse("2027-01-15T15:30:00Z");
    const down = { ...deps, outbox: { send: () => Promise.reject(new Error("SQS is down")) } };
    await expect(deliver(down, message)).rejects.toThrow("SQS is down");
  });

  test("of concurrent deliveries one sends, and the others are retried", async () => {
    const { deps, sent } = setUp(world);
    const message: Notification = { kind: "approved", userId: await someone(world), decidedAt };
    // The first delivery waits in its send until all others have tried.
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const slow = { ...deps, sendSms: (to: string, text: string) => gate.then(() => deps.sendSms(to, text)) };
    let ended = 0;
    const all = Array.from({ length: 5 }, async () => {
      const outcome = await deliver(slow, message);
      if (++ended === 4) open();
      return outcome;
    });
    const outcomes = await Promise.all(all);
    expect(outcomes.sort()).toEqual([...Array<string>(4).fill("busy"), "done"]);
    expect(sent.sms).toHaveLength(1);
    expect(await deliver(deps, message)).toBe("done");
    expect(sent.sms).toHaveLength(1);
  });

  test("a failure of one channel neither blocks nor repeats the other", async () => {
    const { deps, sent, clock } = setUp(world);
    const message: Notification = {
      kind: "approved",
      userId: await someone(world, { email }, both),
      decidedAt,
    };
    const down = { ...deps, sendSms: () => Promise.reject(new Error("SNS rejected an SMS")) };
    await expect(deliver(down, message)).rejects.toThrow("the message was not sent");
    expect(sent.email).toHaveLength(1);
    expect(sent.counted).toEqual(["sms error", "email"]);
    clock.now += LEASE_SECONDS * 1000;
    expect(await deliver(deps, message)).toBe("done");
    expect([sent.sms.length, sent.email.length]).toEqual([1, 1]);
    expect(sent.counted).toEqual(["sms error", "email", "sms"]);
  });

  test("a digest chunk becomes a message for each member who wants it", async () => {
    const { deps, sent } = setUp(world);
    const wants = await someone(world, { email });
    const userIds = [
      wants,
      await someone(world),
      await someone(world, { email, status: "suspended" }),
      await someone(world, { email }, { digestFrequency: "never" }),
      "usr_gone",
    ];
    const chunk: Notification = { kind: "digest-chunk", date: "2027-01-15", pending: 3, userIds };
    expect(await deliver(deps, chunk)).toBe("done");
    const digest = { kind: "digest", userId: wants, date: "2027-01-15", pending: 3 } as const;
    expect(sent.queue).toEqual([[digest, 0]]);
    await deliver(deps, digest);
    await deliver(deps, { ...digest, pending: 4 });
    expect(sent.email).toEqual([[email, expect.stringContaining("3 people are waiting")]]);
  });

  describe("killed", () => {
    /** Delivers in a process that is killed at a point, and retries after the claim has expired. */
    const killedAt = async (point: number) => {
      const { deps, sent, clock } = setUp(world);
      const message: Notification = {
        kind: "approved",
        userId: await someone(world, { email }, both),
        decidedAt,
      };
      const process = new Process(point);
      const { sendSms, sendEmail, phoneKeys, store } = deps;
      const services = process.run({ sendSms, sendEmail, phoneKeys });
      const mortal = { ...deps, ...services, store: process.run(plain(store)) };
      const died = await deliver(mortal, message).then(
        () => false,
        (error: unknown) => error instanceof Killed || (error as Error).cause instanceof Killed,
      );
      // A retry before the claim expires must not send again, since the first process may still run.
      const before = { sms: sent.sms.length, email: sent.email.length };
      await deliver(deps, message);
      const atOnce = { sms: sent.sms.length - before.sms, email: sent.email.length - before.email };
      clock.now += LEASE_SECONDS * 1000;
      expect(await deliver(deps, message)).toBe("done");
      expect(await deliver(deps, message)).toBe("done");
      const at = process.passed.at(-1) ?? "";
      return { died, at, before, atOnce, sms: sent.sms.length, email: sent.email.length };
    };

    test("at each point: everything is sent, and twice only between sending and recording", async () => {
      const steps = ["recipient", "phoneKeys", "claim", "sendSms", "settle", "claim", "sendEmail", "settle"];
      const points = steps.flatMap((step) => [`before ${step}`, `after ${step}`]);
      const seen: string[] = [];
      const twice: string[] = [];
      for (let point = 0; point < points.length; point++) {
        const { died, at, before, atOnce, sms, email: emails } = await killedAt(point);
        expect(died).toBe(true);
        seen.push(at);
        // Nothing is lost or sent three times.
        expect([1, 2]).toContain(sms);
        expect([1, 2]).toContain(emails);
        expect(before.sms + atOnce.sms).toBeLessThanOrEqual(1);
        expect(before.email + atOnce.email).toBeLessThanOrEqual(1);
        if (sms === 2) twice.push(`${at}, SMS`);
        if (emails === 2) twice.push(`${at}, e-mail`);
      }
      expect(seen).toEqual(points);
      expect(twice).toEqual([
        ...["after sendSms, SMS", "before settle, SMS"],
        ...["after sendEmail, e-mail", "before settle, e-mail"],
      ]);
    }, 30_000);

    test.each(["before", "after"])("%s a copy is queued: the retry queues a copy", async (when) => {
      const { deps, sent, clock } = setUp(world);
      const message: Notification = { kind: "approved", userId: await someone(world), decidedAt };
      clock.now = Date.parse("2027-01-15T15:30:00Z");
      const mortal = { ...deps, outbox: new Process(when === "before" ? 0 : 1).run(deps.outbox) };
      await expect(deliver(mortal, message)).rejects.toThrow(Killed);
      // The message was not deleted, so it is retried.
      expect(await deliver(deps, message)).toBe("postponed");
      expect(sent.queue.length).toBe(when === "before" ? 1 : 2);
      clock.now += 8.5 * 3600 * 1000;
      for (const [copy] of sent.queue) await deliver(deps, copy);
      expect(sent.sms).toHaveLength(1);
    });

    test("after the last point: delivery completes", async () => {
      expect(await killedAt(16)).toMatchObject({ died: false, sms: 1, email: 1 });
    });
  });
});

/** A store's functions as own properties. */
function plain({ recipient, recipients, claim, settle }: DeliverStore): DeliverStore {
  return { recipient, recipients, claim, settle };
}
