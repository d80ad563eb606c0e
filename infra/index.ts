import { version } from "../package.json";
import { routes } from "../functions/routes";
import { Alarm, AlertTopic, LambdaFunction, RestApi, Secret, Table } from "./components";
import { currentStage } from "./config";
import { apiMetrics } from "./lib/metrics";
import { sendSms } from "./lib/sms";

const config = currentStage();

// Data. Access patterns: docs/access-patterns.md.

const users = new Table("users", {
  hashKey: { name: "userId", type: "S" },
  indexes: {
    phone: { hashKey: { name: "phoneHash", type: "S" } },
    email: { hashKey: { name: "email", type: "S" }, project: [] },
    status: {
      hashKey: { name: "status", type: "S" },
      rangeKey: { name: "createdAt", type: "S" },
      project: ["fullName", "role"],
    },
  },
});

const sessions = new Table("sessions", {
  hashKey: { name: "sessionId", type: "S" },
  indexes: { user: { hashKey: { name: "userId", type: "S" }, project: [] } },
  ttlAttribute: "expiresAt",
});

const codes = new Table("verification-codes", {
  hashKey: { name: "phoneHash", type: "S" },
  ttlAttribute: "expiresAt",
});

const approvals = new Table("pending-approvals", {
  hashKey: { name: "userId", type: "S" },
  indexes: {
    status: {
      hashKey: { name: "status", type: "S" },
      rangeKey: { name: "requestedAt", type: "S" },
    },
  },
});

// Secrets.

const jwt = new Secret("jwt", { value: config.jwtSecrets, description: "Keys that sign access tokens" });

const phone = new Secret("phone", {
  value: config.phoneSecret,
  description: "Key behind the hashes and the encryption of phone numbers",
});

const adminPhones = new Secret("admin-phones", {
  value: config.adminPhones,
  description: "Phone numbers of the first admins",
});

const smsSenderId = new Secret("sms-sender-id", {
  value: config.smsSenderId,
  description: "Sender that an SMS shows",
});

// Functions, each with what it may do.

const environment = { VERSION: version, CORS_ORIGINS: config.corsOrigins.join(",") };

const health = new LambdaFunction("health", {
  entry: "health/health",
  description: "Says that the API answers",
  grants: [],
  environment,
});

const register = new LambdaFunction("auth-register", {
  entry: "auth/register",
  description: "Sends a code by SMS to who wants to join",
  grants: [
    users.grants.query("phone"),
    codes.grants.updateItem(),
    phone.read(),
    smsSenderId.read(),
    sendSms(),
  ],
  environment,
});

const verify = new LambdaFunction("auth-verify", {
  entry: "auth/verify",
  description: "Trades a code for tokens; the first time it creates the user",
  grants: [
    codes.grants.updateItem(),
    users.grants.conditionCheckItem(),
    users.grants.getItem(),
    users.grants.putItem(),
    approvals.grants.putItem(),
    sessions.grants.putItem(),
    jwt.read(),
    phone.read(),
    adminPhones.read(),
  ],
  environment,
});

// API: one gateway for all routes.

const api = new RestApi("api", {
  routes,
  functions: [health, register, verify],
  version,
});

// Observability.

const alerts = new AlertTopic("alerts", { emails: config.alertEmails });

new Alarm("api-server-errors", {
  metric: apiMetrics(api.apiName, config.stage).serverErrors,
  above: 10,
  severity: "critical",
  description: "The API gave more than 10 answers of 5xx in a minute.",
  runbook: "api-server-errors",
  alerts,
});

export const apiUrl = api.url;
export const stage = config.stage;
export const region = config.region;
export const tables = {
  users: users.tableName,
  sessions: sessions.tableName,
  verificationCodes: codes.tableName,
  pendingApprovals: approvals.tableName,
};
export const functions = {
  health: health.functionName,
  authRegister: register.functionName,
  authVerify: verify.functionName,
};
