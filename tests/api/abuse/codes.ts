import { expectRefusal } from "./refusal";
import type { Rig } from "./rig";
import { sentCodes, type Answer } from "../../testing/support";

/** Attacks on codes by SMS: guessing them, using them twice, and having them sent at our expense. */
export function codeAttacks(rig: Rig): void {
  describe("codes", () => {
    const verify = (phoneNumber: string, code: string): Promise<Answer> =>
      rig.api.call("POST", "/auth/verify", { phoneNumber, code });
    const wrong = (code: string, by: number): string =>
      String((Number(code) + by) % 1_000_000).padStart(6, "0");

    test("a code is guessed three times an hour, and a new code gives no new guesses", async () => {
      const phoneNumber = rig.api.newNumber();
      const code = await rig.api.register(phoneNumber);
      for (const by of [1, 2, 3])
        expectRefusal(await verify(phoneNumber, wrong(code, by)), 401, "UNAUTHORIZED");
      expectRefusal(await verify(phoneNumber, code), 429, "TOO_MANY_REQUESTS");
      const next = await rig.api.register(phoneNumber);
      const answer = await verify(phoneNumber, next);
      expectRefusal(answer, 429, "TOO_MANY_REQUESTS");
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3000);
    });

    test("parallel guesses are counted one by one", async () => {
      const phoneNumber = rig.api.newNumber();
      const code = await rig.api.register(phoneNumber);
      const answers = await Promise.all(
        [1, 2, 3, 4, 5, 6, 7, 8].map((by) => verify(phoneNumber, wrong(code, by))),
      );
      expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(3);
      expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    });

    test("of parallel uses of the right code one signs in", async () => {
      const phoneNumber = rig.api.newNumber();
      const code = await rig.api.register(phoneNumber);
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => verify(phoneNumber, code)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.every(({ status }) => [200, 401, 429].includes(status))).toBe(true);
    });

    test("a code works once, under both names of the route", async () => {
      const phoneNumber = rig.api.newNumber();
      const code = await rig.api.register(phoneNumber);
      expect((await verify(phoneNumber, code)).status).toBe(200);
      expectRefusal(await verify(phoneNumber, code), 401, "UNAUTHORIZED");
      const again = await rig.api.call("POST", "/auth/verify-sms", { phoneNumber, code });
      expectRefusal(again, 401, "UNAUTHORIZED");
    });

    test("a code is of its number alone, and a newer one ends it", async () => {
      const [one, two] = [rig.api.newNumber(), rig.api.newNumber()];
      const first = await rig.api.register(one);
      const second = await rig.api.register(two);
      // One time in a million they are the same.
      if (first !== second) expectRefusal(await verify(two, first), 401, "UNAUTHORIZED");
      const newer = await rig.api.register(one);
      if (first !== newer) expectRefusal(await verify(one, first), 401, "UNAUTHORIZED");
    });

    test("a number gets three SMS an hour, however it is written and whichever route sends them", async () => {
      const { phoneNumber } = await rig.api.signIn("Pumped");
      const written = phoneNumber.replace(/^(\+852)(\d{4})(\d{4})$/, "$1 ($2) $3");
      for (const [path, body] of [
        ["/auth/register", { phoneNumber: written, name: "Pumped" }],
        ["/auth/login", { phoneNumber }],
      ] as const) {
        expect((await rig.api.call("POST", path, body)).status).toBe(200);
      }
      for (const [path, body] of [
        ["/auth/register", { phoneNumber: written, name: "Pumped" }],
        ["/auth/login", { phoneNumber: written }],
      ] as const) {
        const answer = await rig.api.call("POST", path, body);
        expectRefusal(answer, 429, "TOO_MANY_REQUESTS");
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3000);
      }
      expect(await sentCodes(rig.cloud, phoneNumber)).toHaveLength(3);
    });

    test("one address has five numbers registered an hour, also all at once", async () => {
      const source = rig.api.newSource();
      const numbers = Array.from({ length: 8 }, () => rig.api.newNumber());
      const answers = await Promise.all(
        numbers.map((phoneNumber) =>
          rig.api.send(
            "POST",
            "/auth/register",
            { phoneNumber, name: "Pump" },
            { "x-forwarded-for": source },
          ),
        ),
      );
      expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
      const sent = await Promise.all(numbers.map((phoneNumber) => sentCodes(rig.cloud, phoneNumber)));
      expect(sent.flat().length).toBeLessThanOrEqual(5);
      expect(sent.flat().length).toBeGreaterThan(0);
    });

    test("a number that nobody has gets no SMS to sign in, and the same answer", async () => {
      const unknown = rig.api.newNumber();
      const { phoneNumber: known } = await rig.api.signIn("Known");
      const answers = await Promise.all(
        [unknown, known].map((phoneNumber) => rig.api.call("POST", "/auth/login", { phoneNumber })),
      );
      expect(answers[0]?.status).toBe(200);
      expect(answers[0]?.body).toEqual(answers[1]?.body);
      expect(await sentCodes(rig.cloud, unknown)).toEqual([]);
    });

    test.each([
      ["premium-rate letters", "+852PREMIUM1"],
      ["two numbers", "+85291234567,+85291234568"],
      ["a line break", "+85291234567\nBcc: x"],
      ["no country", "91234567"],
      ["too many digits", "+8529123456789012"],
    ])("%s are no number", async (_what, phoneNumber) => {
      const answer = await rig.api.call("POST", "/auth/register", { phoneNumber, name: "Pump" });
      expectRefusal(answer, 400, "BAD_REQUEST");
    });
  });
}
