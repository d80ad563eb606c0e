import { GetAccountCommand, SESv2Client } from "@aws-sdk/client-sesv2";

import { failed, notLocal, passed, warning, type Check } from "../check";
import type { PreflightContext } from "./context";
import { failedForUsers } from "../users";
import { isEmulated } from "../../stages/stage";

/** What SES says instead of a quota. */
const UNLIMITED = -1;

/** SES sends e-mail to every address, and has not used up its quota. */
export const email: Check<PreflightContext> = {
  name: "email",
  summary: "SES is out of its sandbox, is healthy, and has sending quota left",
  async run(context) {
    const { stage, signal } = context;
    if (isEmulated(stage)) return notLocal("SES sandbox");
    const client = new SESv2Client(stage.aws);
    const account = await client.send(new GetAccountCommand({}), { abortSignal: signal });
    const { EnforcementStatus = "HEALTHY", SendingEnabled, ProductionAccessEnabled, SendQuota } = account;
    if (EnforcementStatus === "SHUTDOWN" || SendingEnabled === false)
      return failed(
        "SES sends no e-mail for this account",
        "See the runbook docs/runbooks/email-reputation.md.",
      );
    if (ProductionAccessEnabled !== true)
      return failedForUsers(
        context,
        "SES is in its sandbox: it sends e-mail to verified addresses only",
        "Leave it: Amazon SES → Account dashboard → Request production access.",
      );
    const { Max24HourSend = 0, SentLast24Hours = 0 } = SendQuota ?? {};
    const used = `${String(SentLast24Hours)} of ${String(Max24HourSend)} e-mails in 24 hours`;
    if (EnforcementStatus !== "HEALTHY")
      return warning(
        `AWS reviews the account: ${EnforcementStatus}`,
        "See docs/runbooks/email-reputation.md.",
      );
    if (Max24HourSend === UNLIMITED)
      return passed(`${String(SentLast24Hours)} e-mails in 24 hours; there is no limit`);
    if (SentLast24Hours > 0.8 * Max24HourSend)
      return warning(used, "Request more: Service Quotas → Amazon SES → Sending quota.");
    return passed(used);
  },
};
