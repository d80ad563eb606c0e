import { routes } from "../../../functions/routes";
import { me, personOf } from "../../people";
import { eventually, must, type Journey } from "./journey";
import { isStored, uploadPhoto } from "./photos";
import { addClassroom, stats } from "./school";

/** Accounts, from sign-up to deletion. */
export const accountJourneys: readonly Journey[] = [
  {
    name: "an admin's phone number signs up as an approved admin",
    async run({ people }) {
      const { role, status } = await people.admin();
      must(role === "admin" && status === "approved", `the role is ${role} and the status ${status}`);
    },
  },
  {
    name: "a new user signs up with a code from an SMS",
    async run({ api, people, outbox }) {
      const person = await people.signUp("陳大文");
      must(person.status === "pending" && person.role === "user", "a new user is not pending");
      must(person.name === "陳大文", "the name differs from the given one");
      const code = await outbox.code(person.phoneNumber);
      await api.refused(401, routes.verify, { body: { phoneNumber: person.phoneNumber, code } });
      const again = await people.signIn(person.phoneNumber);
      must(again.userId === person.userId, "the same number signs in as another user");
    },
  },
  {
    name: "a pending user sees no members, and a request without a token sees nothing",
    async run({ api, people }) {
      const as = await people.signUp("Not Yet");
      await api.refused(403, routes.pendingApprovals, { as });
      await api.refused(403, routes.listClassrooms, { as });
      await api.refused(401, routes.getProfile, { params: me });
      await api.refused(401, routes.getProfile, { params: me, as: { accessToken: "x.y.z" } });
    },
  },
  {
    name: "a refresh token may be repeated at once; reusing it later ends the session",
    async run({ api, people }) {
      const { refreshToken } = await people.signUp("Refresher");
      const fresh = personOf(await api.call(routes.refresh, { body: { refreshToken } }));
      await api.call(routes.getPreferences, { params: me, as: fresh });
      const again = personOf(await api.call(routes.refresh, { body: { refreshToken } }));
      const next = personOf(await api.call(routes.refresh, { body: { refreshToken: again.refreshToken } }));
      await api.refused(401, routes.refresh, { body: { refreshToken } });
      await api.refused(401, routes.refresh, { body: { refreshToken: next.refreshToken } });
    },
  },
  {
    name: "logout ends the session",
    async run({ api, people }) {
      const as = await people.signUp("Leaver");
      await api.call(routes.logout, { as });
      await api.refused(401, routes.refresh, { body: { refreshToken: as.refreshToken } });
    },
  },
  {
    name: "an account is exported and deleted, and nothing of it is left",
    async run(world) {
      const { api, people } = world;
      const person = await people.member("Deleted");
      const own = { params: me, as: person };
      const classroom = await addClassroom(world);
      await api.call(routes.addUserClassrooms, { ...own, body: { classroomIds: [classroom.classroomId] } });
      const photo = await uploadPhoto(world, person);
      const { profile } = await api.call(routes.exportUser, own);
      must(profile?.fullName === person.name, "the export has another name");
      await api.call(routes.deleteUser, own);
      await eventually("the deleted user leaves the classroom", async () =>
        ((await stats(world)).byYear[String(classroom.year)] ?? 0) === 0 ? true : undefined,
      );
      await eventually("the deleted user's photo is removed", async () =>
        (await isStored(world, photo.key)) ? undefined : true,
      );
      await api.refused(401, routes.refresh, { body: { refreshToken: person.refreshToken } });
      const again = await people.signUp("Deleted", person.phoneNumber);
      must(again.userId !== person.userId, "a new sign-up revives the deleted user");
    },
  },
];
