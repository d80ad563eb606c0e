import { dynamoDb, ses, sns, sqs, ssm } from "../shared/aws";
import { emailSender } from "../shared/email";
import { environment, optionalEnvironment } from "../shared/env";
import { annotate } from "../shared/log";
import { cachedParameters } from "../shared/parameters";
import type { PhoneKeys } from "../shared/phone-keys";
import { parsePhoneKeys, parseSenderId } from "../shared/secrets";
import { smsSender } from "../shared/sms";
import { sqsConsumer } from "../shared/sqs-consumer";
import { deliver } from "./delivery/service";
import { deliverStore } from "./delivery/store";
import { notification } from "./messages";
import { outbox } from "./queue";

/** Delivers the messages of the notifications queue. */
export const handler = sqsConsumer("deliver", notification, () => {
  const env = environment(
    "USERS_TABLE",
    "USER_PREFERENCES_TABLE",
    "PENDING_APPROVALS_TABLE",
    "NOTIFICATIONS_TABLE",
    "NOTIFICATIONS_QUEUE_URL",
    "PHONE_PARAMETER",
    "EMAIL_FROM",
  );
  const senderId = optionalEnvironment("SMS_SENDER_ID_PARAMETER");
  const secrets = cachedParameters<{ phoneKeys: PhoneKeys; senderId?: string }>(
    ssm,
    {
      phoneKeys: { name: env.PHONE_PARAMETER, parse: parsePhoneKeys },
      ...(senderId === undefined ? {} : { senderId: { name: senderId, parse: parseSenderId } }),
    },
    { onStale: () => annotate({ staleSecrets: true }) },
  );
  const deps = {
    store: deliverStore(dynamoDb, {
      users: env.USERS_TABLE,
      preferences: env.USER_PREFERENCES_TABLE,
      approvals: env.PENDING_APPROVALS_TABLE,
      notifications: env.NOTIFICATIONS_TABLE,
    }),
    outbox: outbox(sqs, env.NOTIFICATIONS_QUEUE_URL),
    sendSms: smsSender(sns, async () => (await secrets()).senderId),
    sendEmail: emailSender(ses, {
      from: env.EMAIL_FROM,
      configurationSet: optionalEnvironment("EMAIL_CONFIGURATION_SET"),
    }),
    phoneKeys: async () => (await secrets()).phoneKeys,
    now: Date.now,
  };

  return async (message) => {
    if (message.kind !== "digest-chunk") annotate({ userId: message.userId });
    const delivery = await deliver(deps, message);
    return delivery === "busy" ? "later" : delivery;
  };
});
