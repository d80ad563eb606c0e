import { routes } from "../../../functions/routes";
import { must } from "./client";
import { me, neverQuiet, type Journey } from "./journey";

/** Who is let in, and how they hear of it. */
export const approvalJourneys: readonly Journey[] = [
  {
    name: "as many members as the stage asks for approve somebody, who is told by SMS",
    async run(world) {
      const { api, outbox, place } = world;
      const applicant = await world.signUp("Applicant");
      const params = { userId: applicant.userId };
      const preferences = { primaryChannel: "sms", enabledChannels: ["app", "sms"], quietHours: neverQuiet };
      await api.ok(routes.updatePreferences, { params: me, token: applicant.accessToken, body: preferences });
      for (let vote = 1; vote <= place.approvalsRequired; vote++) {
        const { accessToken: token } = await world.member(`Voter ${String(vote)}`);
        const shown = JSON.stringify(await api.ok(routes.pendingApprovals, { token }));
        must(shown.includes(applicant.userId), "an applicant is not shown to members");
        must(!shown.includes(applicant.phoneNumber.slice(4)), "a phone number is not masked");
        const { status } = await api.ok(routes.approve, { params, token, body: {} });
        const due = vote < place.approvalsRequired ? "pending" : "approved";
        must(status === due, `after vote ${String(vote)} the status is ${String(status)}, not ${due}`);
      }
      await api.eventually("the applicant is told by SMS", async () =>
        (await outbox.sms(applicant.phoneNumber)).some((sms) => /approved/i.test(sms)) ? true : undefined,
      );
      must((await world.signIn(applicant.phoneNumber)).status === "approved", "who was approved is not");
    },
  },
  {
    name: "who is refused is told the reason by e-mail, from the stage's sender",
    async run(world) {
      const { api, outbox, place } = world;
      const { accessToken: token, userId } = await world.signUp("Stranger");
      const email = `${userId.replaceAll("_", "-")}@example.org`;
      await api.ok(routes.updateProfile, { params: me, token, body: { email } });
      const body = {
        primaryChannel: "email",
        enabledChannels: ["email"],
        emailOptIn: true,
        quietHours: neverQuiet,
      };
      await api.ok(routes.updatePreferences, { params: me, token, body });
      const reason = "Nobody remembers you";
      const { accessToken: adminToken } = await world.admin();
      await api.ok(routes.reject, { params: { userId }, token: adminToken, body: { reason } });
      const message = await api.eventually("an e-mail tells the reason", async () =>
        (await outbox.emails(email)).find(({ json }) => json.includes(reason)),
      );
      must(message.from.includes(place.emailFrom), `the sender is ${message.from}, not ${place.emailFrom}`);
    },
  },
];
