import type { SlidingWindow } from "../../shared/sliding-window";

/** Validity of an upload form, s. */
export const UPLOAD_SECONDS = 300;

/** Forms per user: 10 in an hour, which is up to 50 MiB. The times are attributes of the user. */
export const UPLOADS_PER_USER: SlidingWindow = { prefix: "upload", size: 10, seconds: 3600 };
