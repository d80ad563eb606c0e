import { GetSMSAttributesCommand, GetSMSSandboxAccountStatusCommand, SNSClient } from "@aws-sdk/client-sns";

import { notLocal, passed, type Check } from "../check";
import type { PreflightContext } from "./context";
import { failedForUsers } from "../users";
import { isEmulated } from "../../stages/stage";

/** What AWS allows until a higher limit is granted, USD a month. */
const DEFAULT_LIMIT = 1;

/** SNS sends text messages to every number, and more than the few that the default limit pays for. */
export const textMessages: Check<PreflightContext> = {
  name: "text-messages",
  summary: "SNS is out of its sandbox, and may spend more than the default on text messages",
  async run(context) {
    const { stage, signal } = context;
    if (isEmulated(stage)) return notLocal("SNS attributes of text messages");
    const client = new SNSClient(stage.aws);
    const options = { abortSignal: signal };
    const { IsInSandbox } = await client.send(new GetSMSSandboxAccountStatusCommand({}), options);
    if (IsInSandbox === true)
      return failedForUsers(
        context,
        "SNS is in its sandbox: it sends text messages to verified numbers only",
        "Leave it: SNS → Text messaging (SMS) → Exit SMS sandbox.",
      );
    const attributes = ["MonthlySpendLimit"];
    const answer = await client.send(new GetSMSAttributesCommand({ attributes }), options);
    const limit = Number(answer.attributes?.["MonthlySpendLimit"] ?? DEFAULT_LIMIT);
    if (limit > DEFAULT_LIMIT) return passed(`at most ${String(limit)} USD a month`);
    return failedForUsers(
      context,
      `SNS may spend ${String(limit)} USD a month on text messages`,
      "Set smsMonthlySpendUsd of the account project, and request the limit: Service Quotas → Amazon SNS. See docs/account.md.",
    );
  },
};
