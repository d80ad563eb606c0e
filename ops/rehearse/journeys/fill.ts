import { routes } from "../../../functions/routes";
import { must } from "./client";
import { me } from "./journey";
import { mustBeShown, uploadPhoto, type Photo } from "./photos";
import { addClassroom, stats, type Stats } from "./school";
import { personOf, type Person, type World } from "./world";

/** People and things that were on a stage before an upgrade. */
export interface Remembered {
  admin: Person;
  member: Person;
  /** Waits for approval. */
  applicant: Person;
  photo: Photo;
  classroomId: string;
  bio: string;
  stats: Stats;
}

/** Does what people do and leaves what they leave. */
export async function fill(world: World): Promise<Remembered> {
  const { api } = world;
  const admin = await world.admin();
  const member = await world.member("Old Friend");
  const own = { params: me, token: member.accessToken };
  const bio = "Was here before the upgrade";
  await api.ok(routes.updateProfile, { ...own, body: { bio } });
  await api.ok(routes.updatePreferences, { ...own, body: { digestFrequency: "weekly" } });
  const photo = await uploadPhoto(world, member);
  const { classroomId } = await addClassroom(world);
  await api.ok(routes.addUserClassrooms, { ...own, body: { classroomIds: [classroomId] } });
  const applicant = await world.signUp("Waits Since Before");
  return { admin, member, applicant, photo, classroomId, bio, stats: await stats(world) };
}

/** Something that must be true of them after an upgrade. */
export interface Survival {
  name: string;
  look: (world: World, before: Remembered) => Promise<void>;
}

/** What must be true of them after the upgrade, each with a name for the report. */
export const survivals: readonly Survival[] = [
  {
    name: "integrations count what they counted, with the key they had",
    look: async (world, before) => {
      const now = await stats(world);
      const [was, is] = [before.stats, now].map((one) => JSON.stringify(one));
      must(was === is, `the counts were ${String(was)} and are ${String(is)}`);
    },
  },
  {
    name: "a token of before the upgrade is valid, and reads what was written",
    look: async ({ api }, { member, bio, classroomId }) => {
      const own = { params: me, token: member.accessToken };
      must((await api.ok(routes.getProfile, own))["bio"] === bio, "the profile is another");
      const { digestFrequency } = await api.ok(routes.getPreferences, own);
      must(digestFrequency === "weekly", "the preferences are others");
      const { members } = await api.ok(routes.listMembers, { params: { classroomId }, token: own.token });
      must(JSON.stringify(members).includes(member.userId), "the classroom has lost its member");
    },
  },
  {
    name: "a session of before the upgrade goes on",
    look: async ({ api }, { member }) => {
      const { refreshToken, phoneNumber, userId } = member;
      const fresh = personOf(await api.ok(routes.refresh, { body: { refreshToken } }), phoneNumber);
      must(fresh.userId === userId, "it is another user's now");
    },
  },
  {
    name: "a user of before the upgrade signs in by their number",
    look: async (world, { member }) => {
      const again = await world.signIn(member.phoneNumber);
      must(again.userId === member.userId && again.status === "approved", "the number is another user's now");
    },
  },
  {
    name: "a photo of before the upgrade is shown",
    look: (world, { photo }) => mustBeShown(world, photo),
  },
  {
    name: "who waited before the upgrade can be approved",
    look: async ({ api }, { admin, applicant }) => {
      const { status } = await api.ok(routes.approve, {
        params: { userId: applicant.userId },
        token: admin.accessToken,
        body: {},
      });
      must(status === "approved", `the status is ${String(status)}`);
    },
  },
];
