import {
  AlertTopic,
  DeadLetterQueue,
  EmailSender,
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
import { sendSms } from "./lib/messages";

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
  description: "A decision on an approval was not taken up, or a daily digest failed.",
  alerts,
});

const announce = new LambdaFunction("notifications-announce", {
  entry: "notifications/announce",
  description: "Puts each decision about an approval on the queue of messages",
  grants: [readStream(approvals), outgoing.grants.send(), missed.send()],
  timeout: 60,
});
subscribeToStream("announce-approvals", announce, {
  table: approvals,
  deadLetters: missed,
  // Decisions alone: not who asks, not votes, not who leaves.
  filters: [
    {
      eventName: ["MODIFY"],
      dynamodb: {
        OldImage: { status: { S: ["pending"] } },
        NewImage: { status: { S: ["approved", "rejected"] } },
      },
    },
  ],
});

const returns = new Queue("email-feedback", {
  description: "E-mail goes on to an address that does not take it, or to somebody who complained.",
  alerts,
  visibilityTimeout: 360,
  retention: 14 * 86_400,
});

const email = new EmailSender("email", { from: config.emailFrom, feedback: returns });

const deliver = new LambdaFunction("notifications-deliver", {
  entry: "notifications/deliver",
  description: "Sends messages by SMS and e-mail, as their readers prefer",
  grants: [
    outgoing.grants.consume(),
    outgoing.grants.send(),
    users.grants.batchGetItem(),
    preferences.grants.batchGetItem(),
    approvals.grants.batchGetItem(),
    notifications.grants.putItem(),
    notifications.grants.updateItem(),
    phone.read(),
    smsSenderId.read(),
    sendSms(),
    email.send(),
  ],
  timeout: 60,
});
subscribeToQueue("deliver-notifications", deliver, {
  queue: outgoing,
  batchSize: 5,
  // A digest to everybody must not run into the rates of SES (14 a second at first) and SNS (20): what they refuse is
  // a failed attempt. One call sends some 7 a second, a guess from 150 ms for a message.
  maxConcurrency: 2,
});

const feedback = new LambdaFunction("notifications-feedback", {
  entry: "notifications/feedback",
  description: "Sends no more e-mail to who does not get it, or does not want it",
  grants: [
    returns.grants.consume(),
    users.grants.batchGetItem(),
    users.grants.conditionCheckItem(),
    preferences.grants.batchGetItem(),
    preferences.grants.putItem(),
  ],
  timeout: 60,
});
subscribeToQueue("heed-email-feedback", feedback, { queue: returns });

const digest = new LambdaFunction("notifications-digest", {
  entry: "notifications/digest",
  description: "Asks members once a day to look at who waits for approval",
  grants: [approvals.grants.query("status"), users.grants.query("status"), outgoing.grants.send()],
  timeout: 300,
  deadLetters: missed,
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

/** Functions that no request waits for. */
export const workers = [announce, deliver, feedback, digest, erase];
