import { routes } from "../../../functions/routes";
import { me } from "../../people";
import { eventually, must, neverQuiet, type Journey } from "./journey";

/** How new users are approved or rejected. */
export const approvalJourneys: readonly Journey[] = [
  {
    name: "the stage's number of votes approves a user, who gets an SMS",
    async run({ api, people, outbox, place }) {
      const applicant = await people.signUp("Applicant");
      const params = { userId: applicant.userId };
      await api.call(routes.updatePreferences, {
        params: me,
        as: applicant,
        body: { primaryChannel: "sms", enabledChannels: ["app", "sms"], quietHours: neverQuiet },
      });
      for (let vote = 1; vote <= place.approvalsRequired; vote++) {
        const as = await people.member(`Voter ${String(vote)}`);
        const shown = JSON.stringify(await api.call(routes.pendingApprovals, { as }));
        must(shown.includes(applicant.userId), "members do not see the applicant");
        must(!shown.includes(applicant.phoneNumber.slice(4)), "the phone number is not masked");
        const { status } = await api.call(routes.approve, { params, as, body: {} });
        const expected = vote < place.approvalsRequired ? "pending" : "approved";
        must(status === expected, `after vote ${String(vote)} the status is ${status}, not ${expected}`);
      }
      await eventually("an SMS tells the applicant", async () =>
        (await outbox.sms(applicant.phoneNumber)).some((sms) => /approved/i.test(sms)) ? true : undefined,
      );
      const { status } = await people.signIn(applicant.phoneNumber);
      must(status === "approved", `the approved user's status is ${status}`);
    },
  },
  {
    name: "a rejected user gets the reason by e-mail, from the stage's sender",
    async run({ api, people, outbox, place }) {
      const stranger = await people.signUp("Stranger");
      const own = { params: me, as: stranger };
      const email = `${stranger.userId.replaceAll("_", "-")}@example.org`;
      await api.call(routes.updateProfile, { ...own, body: { email } });
      await api.call(routes.updatePreferences, {
        ...own,
        body: {
          primaryChannel: "email",
          enabledChannels: ["email"],
          emailOptIn: true,
          quietHours: neverQuiet,
        },
      });
      const reason = "Nobody remembers you";
      const as = await people.admin();
      await api.call(routes.reject, { params: { userId: stranger.userId }, as, body: { reason } });
      const message = await eventually("an e-mail tells the reason", async () =>
        (await outbox.emails(email)).find(({ json }) => json.includes(reason)),
      );
      must(message.from.includes(place.emailFrom), `the sender is ${message.from}, not ${place.emailFrom}`);
    },
  },
];
