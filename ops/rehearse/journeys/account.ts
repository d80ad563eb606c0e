import { routes } from "../../../functions/routes";
import { must } from "./client";
import { me, type Journey } from "./journey";
import { isStored, uploadPhoto } from "./photos";
import { addClassroom, stats } from "./school";
import { personOf } from "./world";

/** From the first code to the last trace. */
export const accountJourneys: readonly Journey[] = [
  {
    name: "somebody signs up by a code from an SMS",
    async run(world) {
      const { api, outbox } = world;
      const person = await world.signUp("陳大文");
      must(person.status === "pending" && person.role === "user", "who signs up does not wait for approval");
      must(person.name === "陳大文", "the name is not the one that was given");
      const code = await outbox.code(person.phoneNumber);
      await api.refused(401, routes.verify, { body: { phoneNumber: person.phoneNumber, code } });
      const again = await world.signIn(person.phoneNumber);
      must(again.userId === person.userId, "the same number is not the same user");
    },
  },
  {
    name: "who waits for approval sees no members, and who has no token nothing",
    async run(world) {
      const { accessToken: token } = await world.signUp("Not Yet");
      await world.api.refused(403, routes.pendingApprovals, { token });
      await world.api.refused(403, routes.listClassrooms, { token });
      await world.api.refused(401, routes.getProfile, { params: me });
      await world.api.refused(401, routes.getProfile, { params: me, token: "x.y.z" });
    },
  },
  {
    name: "a refresh token works once; used again it ends the session",
    async run(world) {
      const { api } = world;
      const { refreshToken, phoneNumber } = await world.signUp("Refresher");
      const fresh = personOf(await api.ok(routes.refresh, { body: { refreshToken } }), phoneNumber);
      await api.ok(routes.getPreferences, { params: me, token: fresh.accessToken });
      await api.refused(401, routes.refresh, { body: { refreshToken } });
      await api.refused(401, routes.refresh, { body: { refreshToken: fresh.refreshToken } });
    },
  },
  {
    name: "who logs out is out",
    async run(world) {
      const { accessToken: token, refreshToken } = await world.signUp("Leaver");
      await world.api.ok(routes.logout, { token, body: {} });
      await world.api.refused(401, routes.refresh, { body: { refreshToken } });
    },
  },
  {
    name: "an account is exported and deleted, and nothing of it is left",
    async run(world) {
      const { api } = world;
      const person = await world.member("Deleted");
      const own = { params: me, token: person.accessToken };
      const classroom = await addClassroom(world);
      await api.ok(routes.addUserClassrooms, { ...own, body: { classroomIds: [classroom.classroomId] } });
      const photo = await uploadPhoto(world, person);
      const { profile } = await api.ok(routes.exportUser, own);
      must((profile as { fullName: string }).fullName === person.name, "the export has another name");
      await api.ok(routes.deleteUser, own);
      await api.eventually("the deleted user leaves the classroom", async () =>
        ((await stats(world)).byYear[String(classroom.year)] ?? 0) === 0 ? true : undefined,
      );
      await api.eventually("the deleted user's photo is gone", async () =>
        (await isStored(world, photo.key)) ? undefined : true,
      );
      await api.refused(401, routes.refresh, { body: { refreshToken: person.refreshToken } });
      const again = await world.signUp("Deleted", person.phoneNumber);
      must(again.userId !== person.userId, "who comes back is who was deleted");
    },
  },
];
