/** All routes. Gateway, `openapi.json`, request validation and contract tests are derived from them. */
import {
  approve,
  login,
  logout,
  pendingApprovals,
  refresh,
  register,
  reject,
  verify,
  verifySms,
} from "./auth/routes";
import {
  addUserClassrooms,
  createClassroom,
  listClassrooms,
  listMembers,
  removeUserClassroom,
  userClassrooms,
} from "./classrooms/routes";
import { health } from "./health/routes";
import { stats } from "./integrations/routes";
import {
  completePhotoUpload,
  deleteUser,
  exportPhotos,
  exportUser,
  getPreferences,
  getProfile,
  requestPhotoUpload,
  updatePreferences,
  updateProfile,
} from "./users/routes";

export const routes = {
  health,
  ...{ register, login, verify, verifySms, refresh, logout },
  ...{ pendingApprovals, approve, reject },
  ...{ getProfile, updateProfile, requestPhotoUpload, completePhotoUpload },
  ...{ exportUser, exportPhotos, deleteUser },
  ...{ getPreferences, updatePreferences },
  ...{ listClassrooms, createClassroom, listMembers, userClassrooms, addUserClassrooms, removeUserClassroom },
  stats,
};
