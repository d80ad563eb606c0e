/** Recipients that SNS or SES refuses for good. */
import { RecipientRefused } from "../../shared/refused";
import { TestStage } from "../../testing/stage";
import type { Notification } from "../messages";
import { both, decidedAt, email, setUp, someone, worlds, type World } from "../testing/delivery-world";
import { LEASE_SECONDS } from "./rules";
import { deliver } from "./service";

const stage = new TestStage("refused");

describe.each(worlds(stage))("with a store on %s", (_kind, make) => {
  let world: World;
  beforeAll(() => {
    world = make();
  });

  const refuses = () => Promise.reject(new RecipientRefused("rejected"));

  test("a refused recipient gets the message over the next channel, once", async () => {
    const { deps, sent } = setUp(world);
    const message: Notification = { kind: "approved", userId: await someone(world, { email }), decidedAt };
    const sendSms = jest.fn(refuses);
    for (let i = 0; i < 2; i++) expect(await deliver({ ...deps, sendSms }, message)).toBe("done");
    expect(sent.email).toEqual([[email, expect.stringContaining("approved")]]);
    expect(sendSms).toHaveBeenCalledTimes(1);
    expect(sent.refused).toEqual(["sms", "sms"]);
    expect(sent.counted).toEqual(["sms refused", "email"]);
  });

  test("a refused recipient gets nothing twice if another chosen channel works", async () => {
    const { deps, sent } = setUp(world);
    const message: Notification = {
      kind: "approved",
      userId: await someone(world, { email }, both),
      decidedAt,
    };
    expect(await deliver({ ...deps, sendEmail: refuses }, message)).toBe("done");
    expect([sent.sms.length, sent.refused]).toEqual([1, ["email"]]);
  });

  test("a refused recipient gets it later if the next channel fails for now", async () => {
    const { deps, sent, clock } = setUp(world);
    const message: Notification = { kind: "approved", userId: await someone(world, { email }), decidedAt };
    const down = { ...deps, sendSms: refuses, sendEmail: () => Promise.reject(new Error("SES is down")) };
    await expect(deliver(down, message)).rejects.toThrow("the message was not sent");
    clock.now += LEASE_SECONDS * 1000;
    expect(await deliver(deps, message)).toBe("done");
    expect([sent.sms.length, sent.email.length]).toEqual([0, 1]);
  });

  test("a refused recipient is given up without any other channel, and for a digest", async () => {
    const { deps, sent } = setUp(world);
    const lost = { ...deps, sendSms: refuses, sendEmail: refuses };
    const optedOut = await someone(world, { email }, { emailOptIn: false });
    expect(await deliver(lost, { kind: "approved", userId: optedOut, decidedAt })).toBe("done");
    const digest = {
      kind: "digest",
      userId: await someone(world, { email }),
      date: "2027-01-15",
      pending: 3,
    } as const;
    expect(await deliver({ ...deps, sendEmail: refuses }, digest)).toBe("done");
    const counted = ["sms refused", "email refused"];
    expect(sent).toEqual({ sms: [], email: [], queue: [], refused: ["sms", "email"], counted });
  });
});
