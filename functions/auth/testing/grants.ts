import type { Grant } from "../../testing/stage";

/** What the functions of `functions/auth/` need, each grant of it. The program grants the same. */
export const grants: Record<"register" | "verify", readonly Grant[]> = {
  register: [
    ["dynamodb:Query", "table/users/index/phone"],
    ["dynamodb:UpdateItem", "table/verification-codes"],
    ["ssm:GetParameter", "parameter/phone"],
    ["ssm:GetParameter", "parameter/sms-sender-id"],
    // SMS have no ARN.
    ["sns:Publish", "*"],
  ],
  verify: [
    ["dynamodb:UpdateItem", "table/verification-codes"],
    ["dynamodb:PutItem", "table/users"],
    ["dynamodb:UpdateItem", "table/users"],
    ["dynamodb:ConditionCheckItem", "table/users"],
    ["dynamodb:GetItem", "table/users"],
    ["dynamodb:PutItem", "table/sessions"],
    ["dynamodb:PutItem", "table/pending-approvals"],
    ["ssm:GetParameter", "parameter/jwt"],
    ["ssm:GetParameter", "parameter/phone"],
    ["ssm:GetParameter", "parameter/admin-phones"],
  ],
};
