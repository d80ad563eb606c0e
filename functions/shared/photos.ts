import { randomUUID } from "node:crypto";

/** Media types that a photo may have, with the extension of its key. */
const EXTENSIONS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" } as const;

/** One of the media types that a photo may have. */
export type PhotoType = keyof typeof EXTENSIONS;

const KEY = /^profiles\/([a-z0-9_]+)\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(jpg|png|webp)$/;

/** A key of its own for a user's new photo: `profiles/<userId>/<uuid>.<ext>`. */
export function newPhotoKey(userId: string, type: PhotoType): string {
  return `profiles/${userId}/${randomUUID()}.${EXTENSIONS[type]}`;
}

/** The media type that the photo of a key must have, when the key is one of this user's; else nothing. */
export function typeOfPhoto(photoKey: string, userId: string): PhotoType | undefined {
  const [, owner, extension] = KEY.exec(photoKey) ?? [];
  if (owner !== userId) return undefined;
  return (Object.keys(EXTENSIONS) as PhotoType[]).find((type) => EXTENSIONS[type] === extension);
}

/** Where a photo goes when another takes its place: `archive/<userId>/<uuid>.<ext>`. */
export function archiveKey(photoKey: string): string {
  return photoKey.replace(/^profiles\//, "archive/");
}

/** What the keys of a user's photos begin with, shown and archived ones. */
export function photoPrefixes(userId: string): readonly string[] {
  return [`profiles/${userId}/`, `archive/${userId}/`];
}

/** The address of a photo. @param domain of the CDN; S3 itself serves nobody. */
export function photoUrl(domain: string, photoKey: string): string {
  return `https://${domain}/${photoKey}`;
}
