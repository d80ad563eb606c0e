import { ApiError, badRequest, tooManyRequests } from "../../shared/errors";
import { keyIn, newPhotoKey, photoUrl, typeOfBytes, typeOfUpload, type PhotoType } from "../../shared/photos";
import { isUserId } from "../../shared/ids";
import type { Result } from "../../shared/route";
import { wait } from "../../shared/sliding-window";
import type { requestPhotoUpload } from "../routes";
import type { PhotoStore } from "./store";
import type { UploadStore } from "./upload-store";
import { presignPost, uploadUrl, type Credentials } from "./presigned-post";
import { UPLOAD_SECONDS, UPLOADS_PER_USER } from "./rules";
import { noSuchUser } from "../profile/service";

/** Attempts when the photo changes during a request. Each retry costs one call. */
const ATTEMPTS = 3;

/** Dependencies of upload forms. */
export interface UploadDeps {
  store: UploadStore;
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
 * @throws ApiError NOT_FOUND without such a user, TOO_MANY_REQUESTS after {@link UPLOADS_PER_USER}.
 */
export async function offerUpload(
  deps: UploadDeps,
  userId: string,
  photo: { contentType: PhotoType; fileSize: number },
): Promise<Result<typeof requestPhotoUpload>> {
  if (!isUserId(userId)) throw noSuchUser();
  const now = Math.floor(deps.now() / 1000);
  const refusal = await deps.store.count(userId, now);
  if (refusal !== undefined) {
    throw refusal.user === undefined
      ? noSuchUser()
      : tooManyRequests(wait(UPLOADS_PER_USER, refusal.user, now));
  }
  const { bucket, region, endpoint } = deps;
  const photoKey = newPhotoKey("uploads", userId, photo.contentType);
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
  /** Called when a photo was set; not for a repeated request. */
  onShown: () => void;
  /** Called if the replaced photo could not be archived, or the upload not be deleted. Neither is shown. */
  onLeftover: (error: unknown) => void;
}

/**
 * Checks an upload and sets it as profile photo. Idempotent.
 * @returns the URL of the photo.
 * @throws ApiError BAD_REQUEST for a key that was not issued to this user, NOT_FOUND if nothing was uploaded or the user
 * is deleted, CONFLICT if the file has another type or changes meanwhile.
 */
export async function showPhoto(deps: CompleteDeps, userId: string, uploadKey: string): Promise<string> {
  if (!isUserId(userId)) throw noSuchUser();
  const type = typeOfUpload(uploadKey, userId);
  if (type === undefined) throw badRequest([{ field: "photoKey", problem: "was not issued to this user" }]);
  const photoKey = keyIn("profiles", uploadKey);
  const url = photoUrl(deps.photosDomain, photoKey);
  const user = await deps.store.find(userId);
  if (user === undefined) throw noSuchUser();
  // A repeated request, as after a lost response.
  if (user.photoKey === photoKey) return url;

  const upload = await deps.store.upload(uploadKey);
  if (upload === undefined) throw new ApiError("NOT_FOUND", "The photo has not been uploaded.");
  if (upload.contentType !== type || typeOfBytes(upload.head) !== type)
    throw new ApiError("CONFLICT", "The photo does not have the announced content type.");
  // The copy of exactly what was checked: the form can be sent again meanwhile.
  if (!(await deps.store.copy(uploadKey, photoKey, upload.etag)))
    throw new ApiError("CONFLICT", "The upload was changed at the same time. Try again.");

  const replaced = await replacePhoto(deps.store, userId, photoKey, user.photoKey);
  deps.onShown();
  try {
    if (replaced !== undefined) await deps.store.move(replaced, keyIn("archive", replaced));
    await deps.store.remove(uploadKey);
  } catch (error) {
    deps.onLeftover(error);
  }
  return url;
}

/** Sets the current photo. @returns the one that it replaces. */
async function replacePhoto(
  store: PhotoStore,
  userId: string,
  photoKey: string,
  seen: string | undefined,
): Promise<string | undefined> {
  let before = seen;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const result = await store.setPhoto(userId, photoKey, before);
    if (result.done) return before;
    if (result.user === undefined) throw noSuchUser();
    before = result.user.photoKey;
  }
  throw new ApiError("CONFLICT", "The photo was changed at the same time. Try again.");
}
