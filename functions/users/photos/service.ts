import { ApiError, badRequest } from "../../shared/errors";
import { archiveKey, newPhotoKey, photoUrl, typeOfPhoto, type PhotoType } from "../../shared/photos";
import { isUserId } from "../../shared/ids";
import type { Result } from "../../shared/route";
import type { requestPhotoUpload } from "../routes";
import type { PhotoStore } from "./store";
import { presignPost, uploadUrl, type Credentials } from "./presigned-post";
import { noSuchUser } from "../profile/service";

/** Validity of an upload form, s. */
export const UPLOAD_SECONDS = 300;

/** Dependencies of upload forms. */
export interface UploadDeps {
  credentials: () => Credentials;
  bucket: string;
  region: string;
  /** Custom S3 endpoint. */
  endpoint: string | undefined;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Creates an upload form. S3 only accepts this key and type, and at most the announced number of bytes.
 * @throws ApiError NOT_FOUND for a malformed user id.
 */
export function offerUpload(
  deps: UploadDeps,
  userId: string,
  photo: { contentType: PhotoType; fileSize: number },
): Result<typeof requestPhotoUpload> {
  if (!isUserId(userId)) throw noSuchUser();
  const { bucket, region, endpoint } = deps;
  const photoKey = newPhotoKey(userId, photo.contentType);
  const fields = presignPost(deps.credentials(), {
    ...{ bucket, region, key: photoKey },
    contentType: photo.contentType,
    maxBytes: photo.fileSize,
    expiresIn: UPLOAD_SECONDS,
    now: deps.now(),
  });
  return { uploadUrl: uploadUrl(bucket, region, endpoint), fields, photoKey, expiresIn: UPLOAD_SECONDS };
}

/** Dependencies of completing an upload. */
export interface CompleteDeps {
  store: PhotoStore;
  /** Domain of the CDN that serves photos. */
  photosDomain: string;
  /** Called if the replaced photo could not be archived. It is no longer shown. */
  onLeftover: (error: unknown) => void;
}

/**
 * Sets an uploaded photo as profile photo. Idempotent.
 * @returns the URL of the photo.
 * @throws ApiError BAD_REQUEST for a key that was not issued to this user, NOT_FOUND if nothing was uploaded or the user
 * is deleted, CONFLICT if the object has another type.
 */
export async function showPhoto(deps: CompleteDeps, userId: string, photoKey: string): Promise<string> {
  if (!isUserId(userId)) throw noSuchUser();
  const type = typeOfPhoto(photoKey, userId);
  if (type === undefined) throw badRequest([{ field: "photoKey", problem: "was not issued to this user" }]);
  const uploaded = await deps.store.uploadedType(photoKey);
  if (uploaded === undefined) throw new ApiError("NOT_FOUND", "The photo has not been uploaded.");
  if (uploaded !== type)
    throw new ApiError("CONFLICT", "The photo does not have the announced content type.");

  const shown = await deps.store.setPhoto(userId, photoKey);
  if (shown === undefined) throw noSuchUser();
  if (shown.before !== undefined && shown.before !== photoKey) {
    try {
      await deps.store.move(shown.before, archiveKey(shown.before));
    } catch (error) {
      deps.onLeftover(error);
    }
  }
  return photoUrl(deps.photosDomain, photoKey);
}
