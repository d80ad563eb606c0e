import type * as z from "zod/mini";

import { photoUrl } from "../../shared/photos";
import type { authResponse } from "../routes";
import type { SignIn } from "./verify-service";

/**
 * The answer to a sign-in or a refresh.
 * @param photosDomain serves photos. `undefined`: the stage serves none, and the answer names none.
 */
export function toAuthResponse(
  signIn: SignIn,
  photosDomain: string | undefined,
): z.infer<typeof authResponse> {
  const { phoneNumber, accessToken, refreshToken, expiresIn } = signIn;
  const { userId, fullName, status, role, createdAt, email, bio, approvedAt, photoKey } = signIn.user;
  return {
    ...{ accessToken, refreshToken, expiresIn },
    user: {
      ...{ userId, fullName, phoneNumber, status, role, createdAt },
      ...(email === undefined ? {} : { email }),
      ...(bio === undefined ? {} : { bio }),
      ...(approvedAt === undefined ? {} : { approvedAt }),
      ...(photoKey === undefined || photosDomain === undefined
        ? {}
        : { profilePhotoUrl: photoUrl(photosDomain, photoKey) }),
    },
  };
}
