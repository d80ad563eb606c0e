import { ApiError, badRequest } from "../../shared/errors";
import { archiveKey, newPhotoKey, photoUrl, typeOfPhoto, type PhotoType } from "../../shared/photos";
import { isUserId } from "../../shared/ids";
import type { PhotoStore } from "./store";
import { presignPost, uploadUrl, type Credentials } from "./presigned-post";
import { noSuchUser } from "../profile/service";

/** Seconds in which a photo has to be uploaded. */
export const UPLOAD_SECONDS = 300;

/** What giving out upload forms needs. */
export interface UploadDeps {
  credentials: () => Credentials;
  bucket: string;
  region: string;
  /** Endpoint of S3 where it is not that of AWS. */
  endpoint: string | undefined;
  /** Epoch ms. */
  now: () => number;
}

/** A form, and the key that the photo will have. */
export interface UploadForm {
  uploadUrl: string;
  fields: Record<string, string>;
  photoKey: string;
  expiresIn: number;
}

/**
 * A form for one photo of one user: S3 takes this key, this type, and no more bytes than announced.
 * @throws ApiError NOT_FOUND for an id that no user can have.
 */
export function offerUpload(
  deps: UploadDeps,
  userId: string,
  photo: { contentType: PhotoType; fileSize: number },
): UploadForm {
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

/** What showing an uploaded photo needs. */
export interface CompleteDeps {
  store: PhotoStore;
  /** Domain of the CDN that serves photos. */
  photosDomain: string;
  /** Told when the photo before could not be archived. It is shown nowhere; pruning takes it later. */
  onLeftover: (error: unknown) => void;
}

/**
 * Shows an uploaded photo. Once more for the same photo changes nothing.
 * @returns its address.
 * @throws ApiError BAD_REQUEST for a key that was not given to this user, NOT_FOUND when nothing was uploaded or
 * the user is gone, CONFLICT for an object of another type.
 */
export async function showPhoto(deps: CompleteDeps, userId: string, photoKey: string): Promise<string> {
  if (!isUserId(userId)) throw noSuchUser();
  const type = typeOfPhoto(photoKey, userId);
  if (type === undefined) throw badRequest([{ field: "photoKey", problem: "was not given to this user" }]);
  const uploaded = await deps.store.uploadedType(photoKey);
  if (uploaded === undefined) throw new ApiError("NOT_FOUND", "The photo has not been uploaded.");
  if (uploaded !== type) throw new ApiError("CONFLICT", "The photo is not of the type that was announced.");

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
