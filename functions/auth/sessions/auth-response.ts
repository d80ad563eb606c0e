import type * as z from "zod/mini";

import { defined } from "../../shared/defined";
import { photoUrl } from "../../shared/photos";
import type { authResponse } from "../routes";
import type { SignIn } from "./verify-service";

/**
 * The response to a sign-in or refresh.
 * @param photosDomain host that serves photos; `undefined`: the response has no photo URL.
 */
export function toAuthResponse(
  signIn: SignIn,
  photosDomain: string | undefined,
): z.infer<typeof authResponse> {
  const { phoneNumber, accessToken, refreshToken, expiresIn } = signIn;
  const { userId, fullName, status, role, createdAt, email, bio, approvedAt, photoKey } = signIn.user;
  return {
    ...{ accessToken, refreshToken, expiresIn },
    user: defined({
      ...{ userId, fullName, phoneNumber, status, role, createdAt, email, bio, approvedAt },
      profilePhotoUrl:
        photoKey === undefined || photosDomain === undefined ? undefined : photoUrl(photosDomain, photoKey),
    }),
  };
}
