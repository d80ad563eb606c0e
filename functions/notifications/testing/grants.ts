import type { Grant } from "./container";

/** What the functions of approvals and notifications need, each grant of it. The program grants the same. */
export const grants = {
  "auth/pending-approvals": [["dynamodb:Query", "table/approvals/index/status"]],
  "auth/approve": [
    ["dynamodb:UpdateItem", "table/approvals"],
    ["dynamodb:UpdateItem", "table/users"],
  ],
  "auth/reject": [
    ["dynamodb:UpdateItem", "table/approvals"],
    ["dynamodb:UpdateItem", "table/users"],
  ],
  "notifications/announce": [["sqs:SendMessage", "queue"]],
  "notifications/digest": [
    ["dynamodb:Query", "table/approvals/index/status"],
    ["dynamodb:Query", "table/users/index/status"],
    ["sqs:SendMessage", "queue"],
  ],
  "notifications/feedback": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/preferences"],
    ["dynamodb:ConditionCheckItem", "table/users"],
    ["dynamodb:PutItem", "table/preferences"],
  ],
  "notifications/deliver": [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/preferences"],
    ["dynamodb:BatchGetItem", "table/approvals"],
    ["dynamodb:PutItem", "table/notifications"],
    ["dynamodb:UpdateItem", "table/notifications"],
    ["sqs:SendMessage", "queue"],
    ["ssm:GetParameter", "parameter/phone"],
    ["ssm:GetParameter", "parameter/sms-sender-id"],
    // SMS have no ARN.
    ["sns:Publish", "*"],
    // On AWS the identity that sends; the local cloud holds it against no identity in particular.
    ["ses:SendEmail", "*"],
  ],
} as const satisfies Record<string, readonly Grant[]>;
