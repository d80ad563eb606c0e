import { dynamoDb, ses, sqs } from "../shared/aws";
import { emailSender } from "../shared/email";
import { environment, optionalEnvironment, tables } from "../shared/env";
import { annotate } from "../shared/log";
import { countSent, countUnsent } from "../shared/metrics";
import { smsDeps } from "../shared/sms-deps";
import { sqsConsumer } from "../shared/sqs-consumer";
import { deliver } from "./delivery/service";
import { deliverStore } from "./delivery/store";
import { notification } from "./messages";
import { outbox } from "./queue";

/** Delivers the messages of the notifications queue. */
export const handler = sqsConsumer("deliver", notification, () => {
  const env = environment("NOTIFICATIONS_QUEUE_URL", "EMAIL_FROM");
  const deps = {
    ...smsDeps(),
    store: deliverStore(dynamoDb, tables("users", "preferences", "approvals", "notifications")),
    outbox: outbox(sqs, env.NOTIFICATIONS_QUEUE_URL),
    sendEmail: emailSender(ses, {
      from: env.EMAIL_FROM,
      configurationSet: optionalEnvironment("EMAIL_CONFIGURATION_SET"),
    }),
    onSent: countSent,
    onUnsent: countUnsent,
    onRefused: (refused: readonly string[]) => annotate({ refused }),
    now: Date.now,
  };

  return async (message) => {
    if (message.kind !== "digest-chunk") annotate({ userId: message.userId });
    const delivery = await deliver(deps, message);
    return delivery === "busy" ? "later" : delivery;
  };
});
