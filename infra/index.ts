// First: it tags every resource that is created afterwards.
import "./tag-stack";

import { version } from "../package.json";
import { routes } from "../functions/routes";
import { PHOTO_FOLDERS } from "../functions/shared/photos";
import { alertFunctions, alerts, undelivered } from "./alerting";
import { backgroundFunctions, streamReaders } from "./background";
import { apiFunction, ApiKey, LambdaFunction, RestApi } from "./components";
import { currentStage } from "./config";
import {
  adminPhones,
  allTables,
  classrooms,
  jwt,
  pendingApprovals,
  phone,
  photos,
  secretsKey,
  sessions,
  userClassrooms,
  userPreferences,
  users,
  verificationCodes,
} from "./data";
import { checkHealth } from "./health-check";
import { codesQueue, deadLetterQueues, erasureQueue, queues } from "./messaging";
import { watch } from "./monitoring";

const config = currentStage();

// Sign-in.

const authorizer = new LambdaFunction("auth-authorizer", {
  entry: "auth/authorizer",
  description: "Lambda authorizer of the REST API: verifies access tokens",
  grants: [sessions.grants.batchGetItem(), users.grants.batchGetItem(), jwt.read()],
  environment: { VERSION: version },
});

const signInLimits = { SIGN_INS_PER_SOURCE: String(config.signInLimits.perSource) };

const requestCode = {
  grants: [verificationCodes.grants.updateItem(), codesQueue.grants.send(), phone.read()],
  environment: { ...signInLimits, CALLING_CODES: config.callingCodes.join(",") },
};

const signInFunctions = [
  apiFunction(routes.register, requestCode),
  apiFunction(routes.login, requestCode),
  apiFunction(routes.verify, {
    grants: [
      verificationCodes.grants.getItem(),
      verificationCodes.grants.conditionCheckItem(),
      verificationCodes.grants.updateItem(),
      users.grants.conditionCheckItem(),
      users.grants.getItem(),
      users.grants.putItem(),
      users.grants.updateItem(),
      pendingApprovals.grants.putItem(),
      sessions.grants.putItem(),
      jwt.read(),
      phone.read(),
      adminPhones.read(),
    ],
    environment: { ...signInLimits, ...photos.environment },
  }),
  apiFunction(routes.refresh, {
    grants: [
      sessions.grants.updateItem(),
      sessions.grants.deleteItem(),
      users.grants.getItem(),
      jwt.read(),
      phone.read(),
    ],
    environment: photos.environment,
  }),
  apiFunction(routes.logout, { grants: [sessions.grants.deleteItem()] }),
];

// Approval of new users.

const decideGrants = [pendingApprovals.grants.updateItem(), users.grants.updateItem()];

const approvalFunctions = [
  apiFunction(routes.pendingApprovals, { grants: [pendingApprovals.grants.query("status")] }),
  apiFunction(routes.approve, {
    grants: decideGrants,
    environment: { APPROVALS_REQUIRED: String(config.approvalsRequired) },
  }),
  apiFunction(routes.reject, { grants: decideGrants }),
];

// Users: profile, photo, preferences, export and deletion.

const userFunctions = [
  apiFunction(routes.getProfile, {
    grants: [
      users.grants.getItem(),
      users.grants.batchGetItem(),
      userPreferences.grants.batchGetItem(),
      userClassrooms.grants.query(),
      userClassrooms.grants.batchGetItem(),
      phone.read(),
    ],
    environment: photos.environment,
  }),
  apiFunction(routes.updateProfile, {
    grants: [users.grants.updateItem(), pendingApprovals.grants.updateItem(), phone.read()],
    environment: photos.environment,
  }),
  apiFunction(routes.requestPhotoUpload, {
    grants: [users.grants.updateItem(), photos.grants.putObject("uploads/")],
  }),
  apiFunction(routes.completePhotoUpload, {
    grants: [
      users.grants.getItem(),
      users.grants.updateItem(),
      photos.grants.getObject("uploads/"),
      photos.grants.deleteObject("uploads/"),
      photos.grants.getObject("profiles/"),
      photos.grants.putObject("profiles/"),
      photos.grants.deleteObject("profiles/"),
      photos.grants.putObject("archive/"),
    ],
    environment: photos.environment,
  }),
  apiFunction(routes.getPreferences, {
    grants: [users.grants.batchGetItem(), userPreferences.grants.batchGetItem()],
  }),
  apiFunction(routes.updatePreferences, {
    grants: [
      users.grants.batchGetItem(),
      users.grants.conditionCheckItem(),
      userPreferences.grants.batchGetItem(),
      userPreferences.grants.putItem(),
    ],
  }),
  apiFunction(routes.exportUser, {
    grants: [
      users.grants.batchGetItem(),
      userPreferences.grants.batchGetItem(),
      pendingApprovals.grants.batchGetItem(),
      pendingApprovals.grants.query("status"),
      pendingApprovals.grants.query("decider"),
      userClassrooms.grants.query(),
      sessions.grants.query("user"),
      phone.read(),
    ],
    environment: photos.environment,
  }),
  apiFunction(routes.exportPhotos, {
    grants: PHOTO_FOLDERS.flatMap((folder) => [
      photos.grants.listObjects(`${folder}/`),
      photos.grants.getObject(`${folder}/`),
    ]),
  }),
  apiFunction(routes.deleteUser, {
    grants: [
      erasureQueue.grants.send(),
      users.grants.getItem(),
      users.grants.deleteItem(),
      users.grants.updateItem(),
      userPreferences.grants.deleteItem(),
      pendingApprovals.grants.deleteItem(),
      verificationCodes.grants.updateItem(),
    ],
  }),
];

// Classrooms and their members.

const classroomFunctions = [
  apiFunction(routes.listClassrooms, { grants: [classrooms.grants.query("sorted")] }),
  apiFunction(routes.createClassroom, {
    grants: [classrooms.grants.putItem(), users.grants.updateItem()],
  }),
  apiFunction(routes.listMembers, {
    grants: [
      userClassrooms.grants.query("classroom"),
      userClassrooms.grants.batchGetItem(),
      classrooms.grants.batchGetItem(),
      users.grants.batchGetItem(),
      userPreferences.grants.batchGetItem(),
    ],
    environment: photos.environment,
  }),
  apiFunction(routes.userClassrooms, {
    grants: [userClassrooms.grants.query(), classrooms.grants.batchGetItem()],
  }),
  apiFunction(routes.addUserClassrooms, {
    grants: [
      classrooms.grants.batchGetItem(),
      userClassrooms.grants.batchGetItem(),
      userClassrooms.grants.putItem(),
      users.grants.conditionCheckItem(),
      users.grants.updateItem(),
    ],
  }),
  apiFunction(routes.removeUserClassroom, {
    grants: [userClassrooms.grants.deleteItem(), users.grants.updateItem()],
  }),
];

// REST API.

const apiFunctions = [
  apiFunction(routes.health),
  ...signInFunctions,
  ...approvalFunctions,
  ...userFunctions,
  ...classroomFunctions,
  apiFunction(routes.stats, { grants: [users.grants.batchGetItem()] }),
];

const api = new RestApi("api", {
  routes,
  functions: apiFunctions,
  authorizer,
  version,
});

const integrations = new ApiKey("integrations", {
  api,
  description: "External integrations: statistics without personal data",
  quota: { limit: 10_000, period: "DAY" },
  throttle: { rate: 5, burst: 10 },
});

// Monitoring.

const healthCheck = checkHealth(api);

const functions = [
  authorizer,
  ...apiFunctions,
  ...backgroundFunctions,
  ...alertFunctions,
  ...healthCheck.functions,
];

secretsKey.allowReaders(functions);

watch({
  api,
  authorizer,
  functions,
  backgroundFunctions,
  streamReaders,
  tables: allTables,
  codesQueue,
  queues,
  deadLetterQueues: [...deadLetterQueues, ...healthCheck.deadLetterQueues],
  alerts,
  undelivered,
});

// Outputs.

export const apiUrl = api.url;
export const invokeUrl = api.invokeUrl;
export { version };
export const stage = config.stage;
export const region = config.region;
export const photosDomain = photos.domainName;
export const photosBucket = photos.bucketName;
export const apiKey = integrations.value;
export const tables = {
  users: users.tableName,
  sessions: sessions.tableName,
  verificationCodes: verificationCodes.tableName,
  pendingApprovals: pendingApprovals.tableName,
  userPreferences: userPreferences.tableName,
  classrooms: classrooms.tableName,
  userClassrooms: userClassrooms.tableName,
};
const functionNames = Object.fromEntries(
  apiFunctions.map(({ entry, functionName }) => [entry, functionName]),
);
export { functionNames as functions };
