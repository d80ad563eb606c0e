import { routes } from "../../../functions/routes";
import type { Answer } from "../../../functions/shared/api-client";
import { newAddress, newNumber } from "../../../ops/people";
import { expectRefusal } from "../../testing/api";
import type { Rig } from "./rig";

/** Attacks on codes by SMS: guessing them, using them twice, and having them sent at our expense. */
export function codeAttacks(rig: Rig): void {
  describe("codes", () => {
    const verify = (
      phoneNumber: string,
      code: string,
      headers?: Record<string, string>,
    ): Promise<Answer<typeof routes.verify>> =>
      rig.api.unthrottled(routes.verify, { body: { phoneNumber, code }, ...(headers && { headers }) });
    const wrong = (code: string, by: number): string =>
      String((Number(code) + by) % 1_000_000).padStart(6, "0");

    test("a code can be guessed three times an hour from one address, and a new code gives no new guesses", async () => {
      const phoneNumber = newNumber();
      const stranger = newAddress();
      const code = await rig.people.register(phoneNumber);
      for (const by of [1, 2, 3])
        expectRefusal(await verify(phoneNumber, wrong(code, by), stranger), 401, "UNAUTHORIZED");
      expectRefusal(await verify(phoneNumber, code, stranger), 429, "TOO_MANY_REQUESTS");
      const next = await rig.people.register(phoneNumber);
      const answer = await verify(phoneNumber, next, stranger);
      expectRefusal(answer, 429, "TOO_MANY_REQUESTS");
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3000);
      // The stranger does not keep the member out.
      expect((await verify(phoneNumber, next)).status).toBe(200);
    });

    test("a code can be guessed ten times an hour from all addresses", async () => {
      const phoneNumber = newNumber();
      const code = await rig.people.register(phoneNumber);
      for (let by = 1; by <= 10; by++)
        await rig.api.refused(401, routes.verify, { body: { phoneNumber, code: wrong(code, by) } });
      for (const given of [wrong(code, 11), code]) {
        const answer = await rig.api.refused(429, routes.verify, { body: { phoneNumber, code: given } });
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3000);
      }
    });

    test("guesses at a number without a code are limited alike", async () => {
      const phoneNumber = newNumber();
      const stranger = newAddress();
      for (const code of ["000001", "000002", "000003"])
        expectRefusal(await verify(phoneNumber, code, stranger), 401, "UNAUTHORIZED");
      expectRefusal(await verify(phoneNumber, "000004", stranger), 429, "TOO_MANY_REQUESTS");
    });

    test("parallel guesses are counted one by one", async () => {
      const phoneNumber = newNumber();
      const stranger = newAddress();
      const code = await rig.people.register(phoneNumber);
      const answers = await Promise.all(
        [1, 2, 3, 4, 5, 6, 7, 8].map((by) => verify(phoneNumber, wrong(code, by), stranger)),
      );
      expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(3);
      expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    });

    test("of parallel uses of the right code one signs in", async () => {
      const phoneNumber = newNumber();
      const code = await rig.people.register(phoneNumber);
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => verify(phoneNumber, code)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.every(({ status }) => [200, 401, 429].includes(status))).toBe(true);
    });

    test("a code works once, under both paths of the route", async () => {
      const phoneNumber = newNumber();
      const code = await rig.people.register(phoneNumber);
      await rig.api.call(routes.verify, { body: { phoneNumber, code } });
      expectRefusal(
        await rig.api.refused(401, routes.verify, { body: { phoneNumber, code } }),
        401,
        "UNAUTHORIZED",
      );
      const again = await rig.api.refused(401, routes.verifySms, { body: { phoneNumber, code } });
      expectRefusal(again, 401, "UNAUTHORIZED");
    });

    test("a code is valid for its own number only, and until a newer one is sent", async () => {
      const [one, two] = [newNumber(), newNumber()];
      const first = await rig.people.register(one);
      const second = await rig.people.register(two);
      // One time in a million they are the same.
      if (first !== second) expectRefusal(await verify(two, first), 401, "UNAUTHORIZED");
      const newer = await rig.people.register(one);
      if (first !== newer) expectRefusal(await verify(one, first), 401, "UNAUTHORIZED");
    });

    test("a number gets three SMS an hour from one address, however it is written and whichever route sends them", async () => {
      const { phoneNumber } = await rig.people.signUp("Pumped");
      const written = phoneNumber.replace(/^(\+852)(\d{4})(\d{4})$/, "$1 ($2) $3");
      const headers = newAddress();
      const register = () =>
        rig.api.send(routes.register, { body: { phoneNumber: written, name: "Pumped" }, headers });
      const login = (number: string) =>
        rig.api.send(routes.login, { body: { phoneNumber: number }, headers });
      for (const answer of [await register(), await login(phoneNumber), await register()])
        expect(answer.status).toBe(200);
      for (const answer of [await register(), await login(written)]) {
        expectRefusal(answer, 429, "TOO_MANY_REQUESTS");
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3000);
      }
      await rig.outbox.code(phoneNumber, 3);
      expect(await rig.outbox.codes(phoneNumber)).toHaveLength(4);
    });

    test("a number gets six SMS an hour from all addresses, even all at once", async () => {
      const phoneNumber = newNumber();
      const answers = await Promise.all(
        Array.from({ length: 9 }, () =>
          rig.api.send(routes.register, { body: { phoneNumber, name: "Pump" } }),
        ),
      );
      expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
      const accepted = answers.filter(({ status }) => status === 200).length;
      expect(accepted).toBeGreaterThan(0);
      expect(accepted).toBeLessThanOrEqual(6);
      await rig.outbox.code(phoneNumber, accepted - 1);
      expect(await rig.outbox.codes(phoneNumber)).toHaveLength(accepted);
    });

    test("an unknown number gets no SMS to sign in, and the same answer", async () => {
      const unknown = newNumber();
      const { phoneNumber: known } = await rig.people.signUp("Known");
      const answers = [
        await rig.api.send(routes.login, { body: { phoneNumber: unknown } }),
        await rig.api.send(routes.login, { body: { phoneNumber: known } }),
      ];
      expect(answers[0]?.status).toBe(200);
      expect(answers[0]?.body).toEqual(answers[1]?.body);
      // The code of the known number was queued after the other request.
      await rig.outbox.code(known, 1);
      expect(await rig.outbox.codes(unknown)).toEqual([]);
    });

    test.each([
      ["premium-rate letters", "+852PREMIUM1"],
      ["two numbers", "+85291234567,+85291234568"],
      ["a line break", "+85291234567\nBcc: x"],
      ["no country", "91234567"],
      ["too many digits", "+8529123456789012"],
    ])("a phone number with %s is refused", async (_what, phoneNumber) => {
      const answer = await rig.api.send(routes.register, { body: { phoneNumber, name: "Pump" } });
      expectRefusal(answer, 400, "BAD_REQUEST");
    });
  });
}
