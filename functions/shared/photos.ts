import { randomUUID } from "node:crypto";

import { USER_ID } from "./ids";

/** Media types of photos, with the extension of the key. */
const EXTENSIONS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" } as const;

/** Media type of a photo. */
export type PhotoType = keyof typeof EXTENSIONS;

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

const KEY = new RegExp(`^profiles/(${USER_ID.source})/${UUID}\\.(jpg|png|webp)$`);

/** A unique key for a new photo: `profiles/<userId>/<uuid>.<ext>`. */
export function newPhotoKey(userId: string, type: PhotoType): string {
  return `profiles/${userId}/${randomUUID()}.${EXTENSIONS[type]}`;
}

/** Media type of a photo, from its key; undefined if the key does not belong to this user. */
export function typeOfPhoto(photoKey: string, userId: string): PhotoType | undefined {
  const [, owner, extension] = KEY.exec(photoKey) ?? [];
  if (owner !== userId) return undefined;
  return (Object.keys(EXTENSIONS) as PhotoType[]).find((type) => EXTENSIONS[type] === extension);
}

/** Key of a replaced photo: `archive/<userId>/<uuid>.<ext>`. */
export function archiveKey(photoKey: string): string {
  return photoKey.replace(/^profiles\//, "archive/");
}

/** Prefixes of a user's photos, current and archived. */
export function photoPrefixes(userId: string): readonly string[] {
  return [`profiles/${userId}/`, `archive/${userId}/`];
}

/** URL of a photo. @param domain of the CDN; the bucket itself is private. */
export function photoUrl(domain: string, photoKey: string): string {
  return `https://${domain}/${photoKey}`;
}
