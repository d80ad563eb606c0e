import * as pulumi from "@pulumi/pulumi";

import { PhotoStore, Secret, SecretsKey, Table } from "./components";
import { currentStage } from "./config";

const config = currentStage();

// Tables. Access patterns: docs/access-patterns.md.

export const users = new Table("users", {
  hashKey: { name: "userId", type: "S" },
  indexes: {
    phone: { hashKey: { name: "phoneHash", type: "S" } },
    status: {
      hashKey: { name: "status", type: "S" },
      rangeKey: { name: "createdAt", type: "S" },
      project: ["fullName", "role"],
    },
  },
});

export const sessions = new Table("sessions", {
  hashKey: { name: "sessionId", type: "S" },
  indexes: { user: { hashKey: { name: "userId", type: "S" }, project: ["createdAt", "expiresAt"] } },
  ttlAttribute: "expiresAt",
});

export const verificationCodes = new Table("verification-codes", {
  hashKey: { name: "phoneHash", type: "S" },
  ttlAttribute: "expiresAt",
});

export const pendingApprovals = new Table("pending-approvals", {
  hashKey: { name: "userId", type: "S" },
  indexes: {
    status: {
      hashKey: { name: "status", type: "S" },
      rangeKey: { name: "requestedAt", type: "S" },
      project: ["name", "phoneMasked"],
    },
    // Decisions by who made them, for exports and deletions.
    decider: { hashKey: { name: "decidedBy", type: "S" }, project: ["status", "decidedAt"] },
  },
  stream: true,
});

export const userPreferences = new Table("user-preferences", { hashKey: { name: "userId", type: "S" } });

export const classrooms = new Table("classrooms", {
  hashKey: { name: "classroomId", type: "S" },
  // One partition for all classrooms, sorted by id, which starts with the year.
  indexes: {
    sorted: { hashKey: { name: "kind", type: "S" }, rangeKey: { name: "classroomId", type: "S" } },
  },
});

export const userClassrooms = new Table("user-classrooms", {
  hashKey: { name: "userId", type: "S" },
  rangeKey: { name: "classroomId", type: "S" },
  indexes: {
    classroom: {
      hashKey: { name: "classroomId", type: "S" },
      rangeKey: { name: "userId", type: "S" },
      project: ["addedAt"],
    },
  },
});

export const notifications = new Table("notifications", {
  hashKey: { name: "id", type: "S" },
  ttlAttribute: "expiresAt",
});

/** Ledger of releases and migrations, and locks of operations: ops/operations/. */
export const operations = new Table("operations", {
  hashKey: { name: "kind", type: "S" },
  rangeKey: { name: "id", type: "S" },
  ttlAttribute: "expiresAt",
});

/** All tables. */
export const allTables = [
  users,
  sessions,
  verificationCodes,
  pendingApprovals,
  userPreferences,
  classrooms,
  userClassrooms,
  notifications,
  operations,
];

// Photos.

export const photos = new PhotoStore("photos", {
  uploaded: "uploads/",
  shown: "profiles/",
  archived: "archive/",
});

// Secrets.

export const secretsKey = new SecretsKey("secrets", { description: "Encrypts the secrets of the stage" });

export const jwt = new Secret("jwt", {
  key: secretsKey,
  value: pulumi.jsonStringify(config.jwtSecrets),
  description: "Keys that sign access tokens",
});

export const phone = new Secret("phone", {
  key: secretsKey,
  value: pulumi.jsonStringify({ secret: config.phoneSecret }),
  description: "Key that hashes and encrypts phone numbers",
  permanent: true,
});

export const adminPhones = new Secret("admin-phones", {
  key: secretsKey,
  value: pulumi.jsonStringify(config.adminPhones),
  description: "Phone numbers of the first admins",
});

export const smsSenderId = new Secret("sms-sender-id", {
  key: secretsKey,
  value: config.smsSenderId,
  description: "Sender ID of text messages",
});
