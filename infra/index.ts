// First: it tags every resource that is created afterwards.
import "./tag-stack";

import { version } from "../package.json";
import { routes } from "../functions/routes";
import { alerts, erasures, workers } from "./background";
import { Alarm, ApiFunction, ApiKey, LambdaFunction, RestApi } from "./components";
import { currentStage } from "./config";
import {
  adminPhones,
  approvals,
  classrooms,
  codes,
  jwt,
  memberships,
  phone,
  photos,
  preferences,
  secretsKey,
  sessions,
  smsSenderId,
  users,
} from "./data";
import { apiMetrics } from "./lib/metrics";
import { sendSms } from "./lib/messages";

const config = currentStage();

// Sign-in.

const authorizer = new LambdaFunction("auth-authorizer", {
  entry: "auth/authorizer",
  description: "Tells the gateway who calls",
  grants: [sessions.grants.batchGetItem(), users.grants.batchGetItem(), jwt.read()],
  environment: { VERSION: version },
});

const sendCode = [
  users.grants.query("phone"),
  codes.grants.updateItem(),
  phone.read(),
  smsSenderId.read(),
  sendSms(),
];

const signIn = [
  new ApiFunction(routes.register, { grants: sendCode }),
  new ApiFunction(routes.login, { grants: sendCode }),
  new ApiFunction(routes.verify, {
    grants: [
      codes.grants.updateItem(),
      users.grants.conditionCheckItem(),
      users.grants.getItem(),
      users.grants.putItem(),
      users.grants.updateItem(),
      approvals.grants.putItem(),
      sessions.grants.putItem(),
      jwt.read(),
      phone.read(),
      adminPhones.read(),
    ],
    environment: photos.environment,
  }),
  new ApiFunction(routes.refresh, {
    grants: [
      sessions.grants.updateItem(),
      sessions.grants.deleteItem(),
      users.grants.getItem(),
      jwt.read(),
      phone.read(),
    ],
    environment: photos.environment,
  }),
  new ApiFunction(routes.logout, { grants: [sessions.grants.deleteItem()] }),
];

// Approval by peers.

const decide = [approvals.grants.updateItem(), users.grants.updateItem()];

const approval = [
  new ApiFunction(routes.pendingApprovals, { grants: [approvals.grants.query("status")] }),
  new ApiFunction(routes.approve, {
    grants: decide,
    environment: { APPROVALS_REQUIRED: String(config.approvalsRequired) },
  }),
  new ApiFunction(routes.reject, { grants: decide }),
];

// Users: profile, photo, preferences, their data.

const profiles = [
  new ApiFunction(routes.getProfile, {
    grants: [
      users.grants.getItem(),
      users.grants.batchGetItem(),
      preferences.grants.batchGetItem(),
      memberships.grants.query(),
      memberships.grants.batchGetItem(),
      phone.read(),
    ],
    environment: photos.environment,
  }),
  new ApiFunction(routes.updateProfile, {
    grants: [users.grants.updateItem(), approvals.grants.updateItem(), phone.read()],
    environment: photos.environment,
  }),
  new ApiFunction(routes.requestPhotoUpload, { grants: [photos.grants.putObject("profiles/")] }),
  new ApiFunction(routes.completePhotoUpload, {
    grants: [
      users.grants.updateItem(),
      photos.grants.getObject("profiles/"),
      photos.grants.putObject("archive/"),
      photos.grants.deleteObject("profiles/"),
    ],
    environment: photos.environment,
  }),
  new ApiFunction(routes.getPreferences, {
    grants: [users.grants.batchGetItem(), preferences.grants.batchGetItem()],
  }),
  new ApiFunction(routes.updatePreferences, {
    grants: [
      users.grants.batchGetItem(),
      users.grants.conditionCheckItem(),
      preferences.grants.batchGetItem(),
      preferences.grants.putItem(),
    ],
  }),
  new ApiFunction(routes.exportUser, {
    grants: [
      users.grants.batchGetItem(),
      preferences.grants.batchGetItem(),
      approvals.grants.batchGetItem(),
      memberships.grants.query(),
      sessions.grants.query("user"),
      phone.read(),
    ],
    environment: photos.environment,
  }),
  new ApiFunction(routes.deleteUser, {
    grants: [
      erasures.grants.send(),
      users.grants.getItem(),
      users.grants.deleteItem(),
      users.grants.updateItem(),
      preferences.grants.deleteItem(),
      approvals.grants.deleteItem(),
      codes.grants.updateItem(),
    ],
  }),
];

// Classrooms and who was in them.

const school = [
  new ApiFunction(routes.listClassrooms, { grants: [classrooms.grants.query("sorted")] }),
  new ApiFunction(routes.createClassroom, {
    grants: [classrooms.grants.putItem(), users.grants.updateItem()],
  }),
  new ApiFunction(routes.listMembers, {
    grants: [
      memberships.grants.query("classroom"),
      memberships.grants.batchGetItem(),
      classrooms.grants.batchGetItem(),
      users.grants.batchGetItem(),
      preferences.grants.batchGetItem(),
    ],
    environment: photos.environment,
  }),
  new ApiFunction(routes.userClassrooms, {
    grants: [memberships.grants.query(), classrooms.grants.batchGetItem()],
  }),
  new ApiFunction(routes.addUserClassrooms, {
    grants: [
      classrooms.grants.batchGetItem(),
      memberships.grants.batchGetItem(),
      memberships.grants.putItem(),
      users.grants.conditionCheckItem(),
      users.grants.updateItem(),
    ],
  }),
  new ApiFunction(routes.removeUserClassroom, {
    grants: [memberships.grants.deleteItem(), users.grants.updateItem()],
  }),
];

// API: one gateway for all routes.

const handlers = [
  new ApiFunction(routes.health),
  ...signIn,
  ...approval,
  ...profiles,
  ...school,
  new ApiFunction(routes.stats, { grants: [users.grants.getItem()] }),
];

// Who may decrypt a secret: functions whose grants say that they read it.
const decryption = secretsKey.allowReaders([authorizer, ...handlers, ...workers]);

const api = new RestApi("api", { routes, functions: handlers, authorizer, version, after: [decryption] });

const integrations = new ApiKey("integrations", {
  api,
  description: "External integrations: counts, nothing personal",
  quota: { limit: 10_000, period: "DAY" },
  throttle: { rate: 5, burst: 10 },
});

// Observability.

new Alarm("api-server-errors", {
  metric: apiMetrics(api.apiName, config.stage).serverErrors,
  above: 10,
  severity: "critical",
  description: "The API gave more than 10 answers of 5xx in a minute.",
  runbook: "api-server-errors",
  alerts,
});

export const apiUrl = api.url;
export const invokeUrl = api.invokeUrl;
export const stage = config.stage;
export const region = config.region;
export const photosDomain = photos.domainName;
export const photosBucket = photos.bucketName;
export const apiKey = integrations.value;
export const tables = {
  users: users.tableName,
  sessions: sessions.tableName,
  verificationCodes: codes.tableName,
  pendingApprovals: approvals.tableName,
  userPreferences: preferences.tableName,
  classrooms: classrooms.tableName,
  userClassrooms: memberships.tableName,
};
const functionNames = Object.fromEntries(handlers.map(({ entry, functionName }) => [entry, functionName]));
export { functionNames as functions };
