import { routes } from "../../../functions/routes";
import { must } from "./client";
import { me, type Journey } from "./journey";
import { look, mustBeShown, uploadPhoto } from "./photos";

/** What people say and show of themselves. */
export const profileJourneys: readonly Journey[] = [
  {
    name: "a profile is changed by its owner alone",
    async run(world) {
      const { api } = world;
      const owner = await world.member("Owner");
      const other = await world.member("Other");
      const own = { params: me, token: owner.accessToken };
      const bio = "Back in town";
      const changed = await api.ok(routes.updateProfile, { ...own, body: { bio } });
      must(changed["bio"] === bio, "the profile is not answered as it was written");
      const params = { userId: owner.userId };
      await api.refused(403, routes.updateProfile, {
        params,
        token: other.accessToken,
        body: { bio: "Not mine" },
      });
      const read = await api.ok(routes.getProfile, own);
      must(read["bio"] === bio, "the profile is not read as it was written");
    },
  },
  {
    name: "preferences begin with their defaults and are kept",
    async run(world) {
      const { api } = world;
      const own = { params: me, token: (await world.signUp("Chooser")).accessToken };
      const first = await api.ok(routes.getPreferences, own);
      must(first["primaryChannel"] === "app", "the first channel is not the app");
      await api.ok(routes.updatePreferences, { ...own, body: { digestFrequency: "weekly" } });
      const second = await api.ok(routes.getPreferences, own);
      must(second["digestFrequency"] === "weekly", "a preference was not kept");
    },
  },
  {
    name: "a photo is uploaded by a form, and shown through CloudFront over TLS alone",
    async run(world) {
      const person = await world.member("Photographed");
      const first = await uploadPhoto(world, person);
      await mustBeShown(world, first);
      const second = await uploadPhoto(world, person);
      await mustBeShown(world, second);
      const plain = await look(world, second.key, "http");
      must(plain.status === 403, `a photo is shown without TLS (${String(plain.status)})`);
      const bucket = `${world.place.endpoint}/${world.place.photosBucket}/${second.key}`;
      const { status } = await fetch(bucket);
      must(status === 403, `S3 itself shows a photo to everybody (${String(status)})`);
    },
  },
];
