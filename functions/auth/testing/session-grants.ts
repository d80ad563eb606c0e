import type { Grant } from "../../testing/stage";

/** What the functions around a session need, each grant of it. The program grants the same. */
export const sessionGrants: Record<"login" | "refresh" | "logout" | "authorizer", readonly Grant[]> = {
  login: [
    ["dynamodb:Query", "table/users/index/phone"],
    ["dynamodb:UpdateItem", "table/verification-codes"],
    ["ssm:GetParameter", "parameter/phone"],
    ["ssm:GetParameter", "parameter/sms-sender-id"],
    // SMS have no ARN.
    ["sns:Publish", "*"],
  ],
  refresh: [
    ["dynamodb:UpdateItem", "table/sessions"],
    ["dynamodb:DeleteItem", "table/sessions"],
    ["dynamodb:GetItem", "table/users"],
    ["ssm:GetParameter", "parameter/jwt"],
    ["ssm:GetParameter", "parameter/phone"],
  ],
  logout: [["dynamodb:DeleteItem", "table/sessions"]],
  authorizer: [
    ["dynamodb:BatchGetItem", "table/users"],
    ["dynamodb:BatchGetItem", "table/sessions"],
    ["ssm:GetParameter", "parameter/jwt"],
  ],
};
