import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";

import { failed, notLocal, passed, type Check } from "../check";
import type { PreflightContext } from "./context";
import { failedForUsers } from "../users";
import { isEmulated } from "../../stages/stage";

/** The default quota, for which the alarm `lambda-concurrency` is made. New accounts may have 10. */
const DEFAULT_QUOTA = 1_000;

/** What AWS keeps for functions without reserved concurrency. */
const UNRESERVED = 100;

/** The account's quota of concurrent executions is large enough. */
export const concurrency: Check<PreflightContext> = {
  name: "concurrency",
  summary: "the account's quota of Lambda concurrency is large enough",
  async run(context) {
    const { stage, signal, program } = context;
    if (isEmulated(stage)) return notLocal("quota of concurrency");
    const client = new LambdaClient(stage.aws);
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}), { abortSignal: signal });
    const quota = AccountLimit?.ConcurrentExecutions ?? 0;
    const request = "Request more: Service Quotas → AWS Lambda → Concurrent executions.";
    const reserved = (await program())
      .map(({ inputs }) => inputs["reservedConcurrentExecutions"])
      .filter((value) => typeof value === "number" && value > 0)
      .reduce<number>((sum, value) => sum + Number(value), 0);
    if (reserved > 0 && quota - reserved < UNRESERVED)
      return failed(
        `the functions reserve ${String(reserved)} executions of the quota of ${String(quota)}; AWS keeps ${String(UNRESERVED)} unreserved`,
        request,
      );
    if (quota < DEFAULT_QUOTA)
      return failedForUsers(
        context,
        `the quota is ${String(quota)}; the default is ${String(DEFAULT_QUOTA)}`,
        request,
      );
    return passed(`quota ${String(quota)}, reserved ${String(reserved)}`);
  },
};
