import { routes } from "../../../functions/routes";
import { me } from "../../people";
import { must, type Journey } from "./journey";
import { checkShown, uploadPhoto, viewPhoto } from "./photos";

/** Profiles, preferences and photos. */
export const profileJourneys: readonly Journey[] = [
  {
    name: "only its owner changes a profile",
    async run({ api, people }) {
      const owner = await people.member("Owner");
      const other = await people.member("Other");
      const own = { params: me, as: owner };
      const bio = "Back in town";
      const changed = await api.call(routes.updateProfile, { ...own, body: { bio } });
      must(changed.bio === bio, "the answer does not have the change");
      const params = { userId: owner.userId };
      await api.refused(403, routes.updateProfile, { params, as: other, body: { bio: "Not mine" } });
      must((await api.call(routes.getProfile, own)).bio === bio, "the change is not stored");
    },
  },
  {
    name: "preferences start with defaults and are stored",
    async run({ api, people }) {
      const own = { params: me, as: await people.signUp("Chooser") };
      const first = await api.call(routes.getPreferences, own);
      must(first.primaryChannel === "app", "the default channel is not the app");
      await api.call(routes.updatePreferences, { ...own, body: { digestFrequency: "weekly" } });
      const second = await api.call(routes.getPreferences, own);
      must(second.digestFrequency === "weekly", "a preference is not stored");
    },
  },
  {
    name: "a photo is uploaded by a form, and served by CloudFront over TLS only",
    async run(world) {
      const person = await world.people.member("Photographed");
      await checkShown(world, await uploadPhoto(world, person));
      const second = await uploadPhoto(world, person);
      await checkShown(world, second);
      const plain = await viewPhoto(world, second.key, "http");
      must(plain.status === 403, `a photo is served without TLS (${String(plain.status)})`);
      const { status } = await fetch(`${world.place.endpoint}/${world.place.photosBucket}/${second.key}`);
      must(status === 403, `S3 itself serves a photo to everybody (${String(status)})`);
    },
  },
];
