import { dynamoDb } from "../shared/aws";
import { positiveInteger, tables } from "../shared/env";
import { annotate } from "../shared/log";
import { count, countSent, countUnsent } from "../shared/metrics";
import { smsDeps } from "../shared/sms-deps";
import { sqsConsumer } from "../shared/sqs-consumer";
import { codeStore } from "./codes/code-store";
import { codeMessage } from "./codes/queue";
import { sendCode } from "./codes/send-code";

/** Consumes the codes queue. The event source must report batch item failures. */
export const handler = sqsConsumer("send-code", codeMessage, () => {
  const deps = {
    ...smsDeps(),
    store: codeStore(dynamoDb, tables("users", "codes")),
    perStage: positiveInteger("CODES_PER_HOUR"),
    onSent: () => {
      count("CodesSent");
      countSent("sms");
    },
    onUnsent: (reason: "refused" | "limit" | "error") => {
      if (reason === "refused") annotate({ refused: ["sms"] });
      countUnsent("sms", reason);
    },
    now: Date.now,
  };

  return async ({ request }) => {
    await sendCode(deps, request);
    return "done";
  };
});
