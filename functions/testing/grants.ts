/** An action on a resource of the stage, e.g. `["dynamodb:PutItem", "table/users"]`. */
export type Grant = readonly [action: string, resource: string];

/**
 * The permissions of each function, by its entry under `functions/`. Tests prove that a function works with all of
 * them and fails without any one; the program must grant the same.
 */
export const grants = {
  // On AWS the sending identity; the emulator checks the action only.
  "alerts/notify": [["ses:SendEmail", "*"]],
  "auth/register": [
    ["dynamodb:UpdateItem", "table/verification-codes"],
    ["sqs:SendMessage", "queue/codes"],
    ["ssm:GetParameters", "parameter/phone"],
  ],
  "auth/login": [
    ["dynamodb:UpdateItem", "table/verification-codes"],
    ["sqs:SendMessage", "queue/codes"],
    ["ssm:GetParameters", "parameter/phone"],
  ],
  "auth/send-code": [
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:Query", "table/users/index/phone"],
    ["dynamodb:UpdateItem", "table/verification-codes"],
    ["ssm:GetParameters", "parameter/phone"],
    ["ssm:GetParameters", "parameter/sms-sender-id"],
    // SMS messages have no ARN.
    ["sns:Publish", "*"],
  ],
  "auth/verify": [
    ["dynamodb:GetItem", "table/verification-codes"],
    ["dynamodb:UpdateItem", "table/verification-codes"],
    ["dynamodb:ConditionCheckItem", "table/verification-codes"],
    ["dynamodb:PutItem", "table/users"],
    ["dynamodb:UpdateItem", "table/users"],
    ["dynamodb:ConditionCheckItem", "table/users"],
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:PutItem", "table/sessions"],
    ["dynamodb:PutItem", "table/pending-approvals"],
    ["ssm:GetParameters", "parameter/jwt"],
    ["ssm:GetParameters", "parameter/phone"],
    ["ssm:GetParameters", "parameter/admin-phones"],
  ],
  "auth/refresh": [
    ["dynamodb:UpdateItem", "table/sessions"],
    ["dynamodb:DeleteItem", "table/sessions"],
    ["dynamodb:GetItem", "table/users"],
    ["ssm:GetParameters", "parameter/jwt"],
    ["ssm:GetParameters", "parameter/phone"],
  ],
  "auth/logout": [["dynamodb:DeleteItem", "table/sessions"]],
  "auth/authorizer": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/sessions"],
    ["ssm:GetParameters", "parameter/jwt"],
  ],
  "auth/pending-approvals": [["dynamodb:Query", "table/pending-approvals/index/status"]],
  "auth/approve": [
    ["dynamodb:UpdateItem", "table/pending-approvals"],
    ["dynamodb:UpdateItem", "table/users"],
  ],
  "auth/reject": [
    ["dynamodb:UpdateItem", "table/pending-approvals"],
    ["dynamodb:UpdateItem", "table/users"],
  ],
  "users/get-profile": [
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:Query", "table/user-classrooms"],
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
    ["dynamodb:BatchGetItem", "table/user-classrooms"],
    ["ssm:GetParameters", "parameter/phone"],
  ],
  "users/update-profile": [
    ["dynamodb:UpdateItem", "table/users"],
    ["dynamodb:UpdateItem", "table/pending-approvals"],
    ["ssm:GetParameters", "parameter/phone"],
  ],
  "users/request-photo-upload": [
    ["dynamodb:UpdateItem", "table/users"],
    ["s3:PutObject", "photos/uploads/*"],
  ],
  "users/complete-photo-upload": [
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:UpdateItem", "table/users"],
    ["s3:GetObject", "photos/uploads/*"],
    ["s3:DeleteObject", "photos/uploads/*"],
    ["s3:GetObject", "photos/profiles/*"],
    ["s3:PutObject", "photos/profiles/*"],
    ["s3:DeleteObject", "photos/profiles/*"],
    ["s3:PutObject", "photos/archive/*"],
  ],
  "users/get-preferences": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
  ],
  "users/update-preferences": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
    ["dynamodb:ConditionCheckItem", "table/users"],
    ["dynamodb:PutItem", "table/user-preferences"],
  ],
  "users/export-user": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
    ["dynamodb:BatchGetItem", "table/pending-approvals"],
    ["dynamodb:Query", "table/pending-approvals/index/status"],
    ["dynamodb:Query", "table/pending-approvals/index/decider"],
    ["dynamodb:Query", "table/user-classrooms"],
    ["dynamodb:Query", "table/sessions/index/user"],
    ["ssm:GetParameters", "parameter/phone"],
  ],
  "users/export-photos": [
    ["s3:ListBucket", "photos"],
    ["s3:GetObject", "photos/archive/*"],
    ["s3:GetObject", "photos/profiles/*"],
    ["s3:GetObject", "photos/uploads/*"],
  ],
  "users/delete-user": [
    ["sqs:SendMessage", "queue/erasure"],
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:DeleteItem", "table/users"],
    ["dynamodb:UpdateItem", "table/users"],
    ["dynamodb:DeleteItem", "table/user-preferences"],
    ["dynamodb:DeleteItem", "table/pending-approvals"],
    ["dynamodb:UpdateItem", "table/verification-codes"],
  ],
  "users/erase": [
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:DeleteItem", "table/users"],
    ["dynamodb:UpdateItem", "table/users"],
    ["dynamodb:DeleteItem", "table/user-preferences"],
    ["dynamodb:DeleteItem", "table/pending-approvals"],
    ["dynamodb:Query", "table/pending-approvals/index/status"],
    ["dynamodb:Query", "table/pending-approvals/index/decider"],
    ["dynamodb:BatchGetItem", "table/pending-approvals"],
    ["dynamodb:UpdateItem", "table/pending-approvals"],
    ["dynamodb:UpdateItem", "table/verification-codes"],
    ["dynamodb:Query", "table/sessions/index/user"],
    ["dynamodb:DeleteItem", "table/sessions"],
    ["dynamodb:Query", "table/user-classrooms"],
    ["dynamodb:DeleteItem", "table/user-classrooms"],
    ["s3:ListBucketVersions", "photos"],
    ["s3:DeleteObject", "photos/archive/*"],
    ["s3:DeleteObjectVersion", "photos/archive/*"],
    ["s3:DeleteObject", "photos/profiles/*"],
    ["s3:DeleteObjectVersion", "photos/profiles/*"],
    ["s3:DeleteObject", "photos/uploads/*"],
    ["s3:DeleteObjectVersion", "photos/uploads/*"],
  ],
  "classrooms/list-classrooms": [["dynamodb:Query", "table/classrooms/index/sorted"]],
  "classrooms/create-classroom": [
    ["dynamodb:PutItem", "table/classrooms"],
    ["dynamodb:UpdateItem", "table/users"],
  ],
  "classrooms/list-members": [
    ["dynamodb:Query", "table/user-classrooms/index/classroom"],
    ["dynamodb:BatchGetItem", "table/classrooms"],
    ["dynamodb:BatchGetItem", "table/user-classrooms"],
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
  ],
  "classrooms/user-classrooms": [
    ["dynamodb:Query", "table/user-classrooms"],
    ["dynamodb:BatchGetItem", "table/classrooms"],
  ],
  "classrooms/add-user-classrooms": [
    ["dynamodb:BatchGetItem", "table/classrooms"],
    ["dynamodb:BatchGetItem", "table/user-classrooms"],
    ["dynamodb:PutItem", "table/user-classrooms"],
    ["dynamodb:ConditionCheckItem", "table/users"],
    ["dynamodb:UpdateItem", "table/users"],
  ],
  "classrooms/remove-user-classroom": [
    ["dynamodb:DeleteItem", "table/user-classrooms"],
    ["dynamodb:UpdateItem", "table/users"],
  ],
  "integrations/stats": [["dynamodb:BatchGetItem", "table/users"]],
  "notifications/announce": [["sqs:SendMessage", "queue/notifications"]],
  "notifications/digest": [
    ["dynamodb:Query", "table/pending-approvals/index/status"],
    ["dynamodb:Query", "table/users/index/status"],
    ["sqs:SendMessage", "queue/notifications"],
  ],
  "notifications/feedback": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
    ["dynamodb:ConditionCheckItem", "table/users"],
    ["dynamodb:PutItem", "table/user-preferences"],
  ],
  "notifications/deliver": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
    ["dynamodb:BatchGetItem", "table/pending-approvals"],
    ["dynamodb:PutItem", "table/notifications"],
    ["dynamodb:UpdateItem", "table/notifications"],
    ["sqs:SendMessage", "queue/notifications"],
    ["ssm:GetParameters", "parameter/phone"],
    ["ssm:GetParameters", "parameter/sms-sender-id"],
    ["sns:Publish", "*"],
    // On AWS the sending identity; the emulator checks the action only.
    ["ses:SendEmail", "*"],
  ],
} as const satisfies Record<string, readonly Grant[]>;

/** Permissions that a function has only with an optional setting of the stage. Proven in the same way. */
export const optionalGrants = {
  "alerts/notify": [["ssm:GetParameters", "parameter/alert-webhook"]],
  // Proven on a deployed stage: tests/operations/smoke.test.ts.
  "monitoring/health-check": [
    ["dynamodb:PutItem", "table/operations"],
    ["dynamodb:Query", "table/operations"],
    ["dynamodb:DeleteItem", "table/operations"],
    ["dynamodb:GetItem", "table/verification-codes"],
  ],
} as const satisfies Record<string, readonly Grant[]>;

/** A function that needs permissions. */
export type Entry = keyof typeof grants;
