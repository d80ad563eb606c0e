import { randomUUID } from "node:crypto";

import { isUserId } from "./ids";

/** Media types of photos, with the extension of the key. */
const EXTENSIONS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" } as const;

/** Media type of a photo. */
export type PhotoType = keyof typeof EXTENSIONS;

/**
 * Top-level folders of the bucket. `uploads`: not checked yet, not served, deleted after a day. `profiles`: current
 * photos, served by the CDN. `archive`: replaced photos.
 */
export const PHOTO_FOLDERS = ["archive", "profiles", "uploads"] as const;

type Folder = (typeof PHOTO_FOLDERS)[number];

const FILE = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(?:jpg|png|webp)/;

/** Pattern of the keys of a user's photos, without anchors. @param userId well-formed. */
export function photoKeyOf(userId: string, folder: string = PHOTO_FOLDERS.join("|")): RegExp {
  return new RegExp(`(?:${folder})/${userId}/${FILE.source}`);
}

/** A unique key for a new photo: `<folder>/<userId>/<uuid>.<ext>`. */
export function newPhotoKey(folder: Folder, userId: string, type: PhotoType): string {
  return `${folder}/${userId}/${randomUUID()}.${EXTENSIONS[type]}`;
}

/** Media type of an upload, from its key; undefined if the key was not issued to this user. */
export function typeOfUpload(photoKey: string, userId: string): PhotoType | undefined {
  if (!isUserId(userId) || photoKeyOf(userId, "uploads").exec(photoKey)?.[0] !== photoKey) return undefined;
  return (Object.keys(EXTENSIONS) as PhotoType[]).find((type) => photoKey.endsWith(`.${EXTENSIONS[type]}`));
}

/** Number of bytes that {@link typeOfBytes} needs. */
export const HEAD_BYTES = 12;

/** Media type of a file, from its first bytes; undefined if it is no photo. */
export function typeOfBytes(head: Uint8Array): PhotoType | undefined {
  const text = Buffer.from(head).toString("latin1");
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (/^RIFF.{4}WEBP/s.test(text)) return "image/webp";
  return undefined;
}

/** Key of the same photo in another folder. */
export function keyIn(folder: Folder, photoKey: string): string {
  return photoKey.replace(/^[a-z]+/, folder);
}

/** Prefixes of all photos of a user. */
export function photoPrefixes(userId: string): readonly string[] {
  return PHOTO_FOLDERS.map((folder) => `${folder}/${userId}/`);
}

/** URL of a current photo. @param domain of the CDN; the bucket itself is private. */
export function photoUrl(domain: string, photoKey: string): string {
  return `https://${domain}/${photoKey}`;
}
