import { randomBytes } from "node:crypto";

import { refresh as refreshRoute } from "../../auth/routes";
import { listClassrooms } from "../../classrooms/routes";
import { health } from "../../health/routes";
import { stats } from "../../integrations/routes";
import type { ApiClient } from "../../shared/api-client";
import { completePhotoUpload, getProfile, requestPhotoUpload, updateProfile } from "../../users/routes";
import { upload, view, type Network } from "./network";
import { me, type SyntheticUser } from "./synthetic-user";

/** A deployed stage. */
export interface Target {
  /** e.g. `prod`. */
  stage: string;
  /** Public URL of the API. */
  apiUrl: string;
  /** Public host name of the photos. */
  photosDomain: string;
  /** Version of the API that must serve. Default: any. */
  version?: string;
  /** Key of the integrations. Default: only that requests without a key are refused is checked. */
  apiKey?: string;
}

/** What a journey works with. */
export interface World {
  target: Target;
  api: ApiClient;
  user: SyntheticUser;
  network: Network;
  /** Called before each step. */
  onStep: (step: string) => void;
}

/** Something that users do. */
export interface Journey {
  name: string;
  /** @throws Error when something is not as expected. */
  run(world: World): Promise<void>;
}

/** The critical journeys, in their order: those after the sign-in need it. The last one deletes the user. */
export const journeys: readonly Journey[] = [
  {
    name: "health",
    async run({ api, target }) {
      const { status, stage, version } = await api.call(health);
      expected("the status", status, "ok");
      expected("the stage", stage, target.stage);
      if (target.version !== undefined) expected("the version", version, target.version);
    },
  },
  {
    name: "integration key",
    async run({ api, target: { apiKey } }) {
      await api.refused(403, stats);
      if (apiKey !== undefined) await api.call(stats, { apiKey });
    },
  },
  {
    name: "sign-in",
    async run({ user }) {
      await user.verify();
      const { role, status } = user.tokens.user;
      expected("the role", role, "user");
      expected("the status of the user", status, "approved");
    },
  },
  {
    name: "refresh",
    async run({ user }) {
      const before = await user.refresh();
      if (before.refreshToken === user.tokens.refreshToken) throw new Error("the refresh token is the same");
    },
  },
  {
    name: "profile",
    async run({ api, user }) {
      const own = { params: me, as: user.tokens };
      const bio = `Smoke test ${randomBytes(8).toString("hex")}`;
      await api.call(updateProfile, { ...own, body: { bio } });
      expected("the changed profile", (await api.call(getProfile, own)).bio, bio);
    },
  },
  { name: "photo", run: photo },
  {
    name: "classrooms",
    async run({ api, user }) {
      const { classrooms, count } = await api.call(listClassrooms, { as: user.tokens });
      expected("the number of classrooms", count, classrooms.length);
    },
  },
  {
    name: "deletion",
    async run({ api, user }) {
      const { refreshToken } = user.tokens;
      await user.delete();
      await api.refused(401, refreshRoute, { body: { refreshToken } });
    },
  },
];

/** Uploads a photo, and reads it through the CDN. */
async function photo({ api, user, network, onStep, target }: World): Promise<void> {
  const own = { params: me, as: user.tokens };
  const contentType = "image/png";
  const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...randomBytes(64)]);
  const form = await api.call(requestPhotoUpload, { ...own, body: { contentType, fileSize: bytes.length } });
  onStep("uploading a photo");
  const status = await upload(form, bytes, contentType, network);
  if (status >= 300) throw new Error(`S3 answered the upload with ${String(status)}`);
  onStep("completing the upload");
  const body = { photoKey: form.photoKey };
  const { photoUrl } = await api.call(completePhotoUpload, { ...own, body });
  expected("the host of the photo", new URL(photoUrl).host, target.photosDomain);
  onStep("reading the photo through the CDN");
  const shown = await view(photoUrl, network);
  expected("the status of the photo", shown.status, 200);
  if (!shown.body.equals(bytes)) throw new Error("the photo differs from the uploaded one");
}

/** @throws Error unless both are the same. */
function expected(what: string, found: string | number | undefined, wanted: string | number): void {
  if (found !== wanted) throw new Error(`${what} is ${String(found)}, not ${String(wanted)}`);
}
