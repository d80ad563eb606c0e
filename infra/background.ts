import * as aws from "@pulumi/aws";

import {
  AlertTopic,
  DeadLetterQueue,
  LambdaFunction,
  Queue,
  readStream,
  Schedule,
  subscribeToQueue,
  subscribeToStream,
} from "./components";
import { currentStage } from "./config";
import {
  approvals,
  codes,
  memberships,
  notifications,
  phone,
  photos,
  preferences,
  sessions,
  smsSenderId,
  users,
} from "./data";
import { sendEmail, sendSms } from "./lib/messages";
import { tags } from "./lib/tags";

const config = currentStage();

// Messaging: what no request waits for.

export const alerts = new AlertTopic("alerts", { emails: config.alertEmails });

const outgoing = new Queue("notifications", {
  description: "Somebody is not told of a decision, or of who waits for approval.",
  alerts,
  visibilityTimeout: 360,
  maxReceives: 8,
  retention: 14 * 86_400,
});

export const erasures = new Queue("erasure", {
  description: "Data of a deleted user are still there.",
  alerts,
  visibilityTimeout: 360,
  retention: 14 * 86_400,
});

const missed = new DeadLetterQueue("missed-events", {
  description: "A change of an approval, or a daily digest, was not taken up.",
  alerts,
});

const announce = new LambdaFunction("notifications-announce", {
  entry: "notifications/announce",
  description: "Puts each decision about an approval on the queue of messages",
  grants: [readStream(approvals), outgoing.grants.send(), missed.send()],
  timeout: 60,
});
subscribeToStream("announce-approvals", announce, { table: approvals, deadLetters: missed });

// Its owner follows the link that SES sends there; until then SES sends nothing from it.
new aws.sesv2.EmailIdentity("email-sender", {
  emailIdentity: config.emailFrom,
  tags: tags("email-sender", config),
});

const deliver = new LambdaFunction("notifications-deliver", {
  entry: "notifications/deliver",
  description: "Sends messages by SMS and e-mail, as their readers prefer",
  grants: [
    outgoing.grants.consume(),
    outgoing.grants.send(),
    outgoing.grants.changeVisibility(),
    users.grants.batchGetItem(),
    preferences.grants.batchGetItem(),
    approvals.grants.batchGetItem(),
    notifications.grants.putItem(),
    notifications.grants.updateItem(),
    phone.read(),
    smsSenderId.read(),
    sendSms(),
    sendEmail(config.emailFrom),
  ],
  timeout: 60,
});
subscribeToQueue("deliver-notifications", deliver, { queue: outgoing, batchSize: 5 });

const digest = new LambdaFunction("notifications-digest", {
  entry: "notifications/digest",
  description: "Asks members once a day to look at who waits for approval",
  grants: [approvals.grants.query("status"), users.grants.query("status"), outgoing.grants.send()],
  timeout: 300,
});
new Schedule("daily-digest", {
  target: digest,
  when: "cron(0 9 * * ? *)",
  description: "Who waits for approval, to members, at nine in the morning",
  deadLetters: missed,
});

const erase = new LambdaFunction("users-erase", {
  entry: "users/erase",
  description: "Erases what is left of a deleted user",
  grants: [
    erasures.grants.consume(),
    users.grants.getItem(),
    users.grants.deleteItem(),
    users.grants.updateItem(),
    preferences.grants.deleteItem(),
    approvals.grants.deleteItem(),
    codes.grants.updateItem(),
    sessions.grants.query("user"),
    sessions.grants.deleteItem(),
    memberships.grants.query(),
    memberships.grants.deleteItem(),
    photos.grants.listObjects("profiles/"),
    photos.grants.listObjects("archive/"),
    photos.grants.deleteObject("profiles/"),
    photos.grants.deleteObject("archive/"),
  ],
  timeout: 60,
});
subscribeToQueue("erase-users", erase, { queue: erasures, batchSize: 5 });
