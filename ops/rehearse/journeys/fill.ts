import { routes } from "../../../functions/routes";
import { me, personOf, type Person } from "../../people";
import { must } from "./journey";
import { checkShown, uploadPhoto, type Photo } from "./photos";
import { addClassroom, stats, type Stats } from "./school";
import type { World } from "./world";

/** What users stored before an upgrade. */
export interface Remembered {
  admin: Person;
  member: Person;
  /** Pending. */
  applicant: Person;
  photo: Photo;
  classroomId: string;
  bio: string;
  stats: Stats;
}

/** Stores data of users. */
export async function fill(world: World): Promise<Remembered> {
  const { api, people } = world;
  const admin = await people.admin();
  const member = await people.member("Old Friend");
  const own = { params: me, as: member };
  const bio = "Was here before the upgrade";
  await api.call(routes.updateProfile, { ...own, body: { bio } });
  await api.call(routes.updatePreferences, { ...own, body: { digestFrequency: "weekly" } });
  const photo = await uploadPhoto(world, member);
  const { classroomId } = await addClassroom(world);
  await api.call(routes.addUserClassrooms, { ...own, body: { classroomIds: [classroomId] } });
  const applicant = await people.signUp("Waits Since Before");
  return { admin, member, applicant, photo, classroomId, bio, stats: await stats(world) };
}

/** Something that must still be true after an upgrade. */
export interface Survival {
  name: string;
  /** Whether it uses up what it checks, so that it can be checked once only. Default: false. */
  once?: true;
  check: (world: World, before: Remembered) => Promise<void>;
}

/** Everything that must still be true after an upgrade. */
export const survivals: readonly Survival[] = [
  {
    name: "an integration's API key reads the same counts",
    check: async (world, before) => {
      const now = await stats(world);
      const [was, is] = [before.stats, now].map((one) => JSON.stringify(one));
      must(was === is, `the counts were ${String(was)} and are ${String(is)}`);
    },
  },
  {
    name: "an older access token is valid and reads the stored data",
    check: async ({ api }, { member, bio, classroomId }) => {
      const own = { params: me, as: member };
      must((await api.call(routes.getProfile, own)).bio === bio, "the profile has changed");
      const { digestFrequency } = await api.call(routes.getPreferences, own);
      must(digestFrequency === "weekly", "the preferences have changed");
      const { members } = await api.call(routes.listMembers, { params: { classroomId }, as: member });
      must(JSON.stringify(members).includes(member.userId), "the classroom has lost its member");
    },
  },
  {
    name: "an older session can be refreshed",
    once: true,
    check: async ({ api }, { member }) => {
      const { refreshToken, userId } = member;
      const fresh = personOf(await api.call(routes.refresh, { body: { refreshToken } }));
      must(fresh.userId === userId, "the session belongs to another user");
    },
  },
  {
    name: "an older user signs in by phone number",
    once: true,
    check: async ({ people }, { member }) => {
      const again = await people.signIn(member.phoneNumber);
      must(again.userId === member.userId && again.status === "approved", "the number has another user");
    },
  },
  {
    name: "an older photo is served",
    check: (world, { photo }) => checkShown(world, photo),
  },
  {
    name: "an older applicant can be approved",
    once: true,
    check: async ({ api }, { admin, applicant }) => {
      const params = { userId: applicant.userId };
      const { status } = await api.call(routes.approve, { params, as: admin, body: {} });
      must(status === "approved", `the status is ${status}`);
    },
  },
];
