import type { Grant } from "../../testing/stage";

/** What the functions of `functions/users/` need, each grant of it. The program grants the same. */
export const grants = {
  "get-profile": [
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:Query", "table/user-classrooms"],
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
    ["dynamodb:BatchGetItem", "table/user-classrooms"],
    ["ssm:GetParameter", "parameter/phone"],
  ],
  "update-profile": [
    ["dynamodb:UpdateItem", "table/users"],
    ["dynamodb:UpdateItem", "table/pending-approvals"],
    ["ssm:GetParameter", "parameter/phone"],
  ],
  "request-photo-upload": [["s3:PutObject", "photos/profiles/*"]],
  "complete-photo-upload": [
    ["dynamodb:UpdateItem", "table/users"],
    ["s3:GetObject", "photos/profiles/*"],
    ["s3:PutObject", "photos/archive/*"],
    ["s3:DeleteObject", "photos/profiles/*"],
  ],
  "get-preferences": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
  ],
  "update-preferences": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
    ["dynamodb:ConditionCheckItem", "table/users"],
    ["dynamodb:PutItem", "table/user-preferences"],
  ],
  "export-user": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/user-preferences"],
    ["dynamodb:BatchGetItem", "table/pending-approvals"],
    ["dynamodb:Query", "table/user-classrooms"],
    ["dynamodb:Query", "table/sessions/index/user"],
    ["ssm:GetParameter", "parameter/phone"],
  ],
  "delete-user": [
    ["sqs:SendMessage", "queue/erasure"],
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:DeleteItem", "table/users"],
    ["dynamodb:UpdateItem", "table/users"],
    ["dynamodb:DeleteItem", "table/user-preferences"],
    ["dynamodb:DeleteItem", "table/pending-approvals"],
    ["dynamodb:UpdateItem", "table/verification-codes"],
  ],
  erase: [
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:DeleteItem", "table/users"],
    ["dynamodb:UpdateItem", "table/users"],
    ["dynamodb:DeleteItem", "table/user-preferences"],
    ["dynamodb:DeleteItem", "table/pending-approvals"],
    ["dynamodb:UpdateItem", "table/verification-codes"],
    ["dynamodb:Query", "table/sessions/index/user"],
    ["dynamodb:DeleteItem", "table/sessions"],
    ["dynamodb:Query", "table/user-classrooms"],
    ["dynamodb:DeleteItem", "table/user-classrooms"],
    ["s3:ListBucket", "photos"],
    ["s3:DeleteObject", "photos/profiles/*"],
    ["s3:DeleteObject", "photos/archive/*"],
  ],
} as const satisfies Record<string, readonly Grant[]>;
