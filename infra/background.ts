import { PHOTO_FOLDERS } from "../functions/shared/photos";
import { LambdaFunction, QueueSubscription, Schedule, StreamSubscription } from "./components";
import { currentStage } from "./config";
import {
  notifications,
  pendingApprovals,
  phone,
  photos,
  sessions,
  smsSenderId,
  userClassrooms,
  userPreferences,
  users,
  verificationCodes,
} from "./data";
import { sendSms } from "./lib/messaging-grants";
import {
  codesQueue,
  email,
  emailFeedbackQueue,
  erasureQueue,
  missedEvents,
  notificationsQueue,
} from "./messaging";

// Sign-in codes: from the queue to SMS.

const sendCode = new LambdaFunction("auth-send-code", {
  entry: "auth/send-code",
  description: "Sends verification codes by SMS",
  grants: [
    codesQueue.grants.consume(),
    users.grants.query("phone"),
    users.grants.getItem(),
    verificationCodes.grants.updateItem(),
    phone.read(),
    smsSenderId.read(),
    sendSms(),
  ],
  environment: { CODES_PER_HOUR: String(currentStage().signInLimits.perStage) },
  // SNS has 10 s to answer.
  timeout: 15,
});

// People wait for their codes: one message for each invocation, so that none waits for another. See deliver below for the
// rates of SNS.
new QueueSubscription("send-codes", {
  function: sendCode,
  queue: codesQueue,
  batchSize: 1,
  maxConcurrency: 2,
});

// Decisions on approvals: from the table's stream to the queue.

const announce = new LambdaFunction("notifications-announce", {
  entry: "notifications/announce",
  description: "Queues a notification for each decision on an approval",
  grants: [pendingApprovals.grants.readStream(), notificationsQueue.grants.send(), missedEvents.send()],
  timeout: 60,
});

new StreamSubscription("announce-approvals", {
  function: announce,
  table: pendingApprovals,
  deadLetters: missedEvents,
  // Only decisions: no new requests, votes or deletions.
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

// Notifications: from the queue to SMS and e-mail.

const deliver = new LambdaFunction("notifications-deliver", {
  entry: "notifications/deliver",
  description: "Sends notifications by SMS and e-mail, according to the preferences of the user",
  grants: [
    notificationsQueue.grants.consume(),
    notificationsQueue.grants.send(),
    users.grants.batchGetItem(),
    userPreferences.grants.batchGetItem(),
    pendingApprovals.grants.batchGetItem(),
    notifications.grants.putItem(),
    notifications.grants.updateItem(),
    phone.read(),
    smsSenderId.read(),
    sendSms(),
    email.send(),
  ],
  timeout: 60,
});

new QueueSubscription("deliver-notifications", {
  function: deliver,
  queue: notificationsQueue,
  batchSize: 5,
  // SES starts with 14 messages per second and SNS with 20, and a rejected message counts as a failed attempt. One
  // invocation sends about 7 per second (estimated from 150 ms per message).
  maxConcurrency: 2,
});

// Bounces and complaints.

const feedback = new LambdaFunction("notifications-feedback", {
  entry: "notifications/feedback",
  description: "Turns e-mail off for addresses that bounced or complained",
  grants: [
    emailFeedbackQueue.grants.consume(),
    users.grants.batchGetItem(),
    users.grants.conditionCheckItem(),
    userPreferences.grants.batchGetItem(),
    userPreferences.grants.putItem(),
  ],
  timeout: 60,
});

new QueueSubscription("process-email-feedback", {
  function: feedback,
  queue: emailFeedbackQueue,
  formerName: "heed-email-feedback",
});

// Daily digest of pending approvals.

const digest = new LambdaFunction("notifications-digest", {
  entry: "notifications/digest",
  description: "Queues the daily digest of pending approvals",
  grants: [
    pendingApprovals.grants.query("status"),
    users.grants.query("status"),
    notificationsQueue.grants.send(),
  ],
  timeout: 300,
  deadLetters: missedEvents,
});

new Schedule("daily-digest", {
  target: digest,
  when: "cron(0 9 * * ? *)",
  description: "Digest of pending approvals, daily at 09:00",
  deadLetters: missedEvents,
});

// Erasure of deleted users.

const erase = new LambdaFunction("users-erase", {
  entry: "users/erase",
  description: "Erases the remaining data of a deleted user",
  grants: [
    erasureQueue.grants.consume(),
    users.grants.getItem(),
    users.grants.deleteItem(),
    users.grants.updateItem(),
    userPreferences.grants.deleteItem(),
    pendingApprovals.grants.deleteItem(),
    pendingApprovals.grants.query("status"),
    pendingApprovals.grants.query("decider"),
    pendingApprovals.grants.batchGetItem(),
    pendingApprovals.grants.updateItem(),
    verificationCodes.grants.updateItem(),
    sessions.grants.query("user"),
    sessions.grants.deleteItem(),
    userClassrooms.grants.query(),
    userClassrooms.grants.deleteItem(),
    ...PHOTO_FOLDERS.flatMap((folder) => [
      photos.grants.listVersions(`${folder}/`),
      photos.grants.deleteObject(`${folder}/`),
      photos.grants.deleteVersion(`${folder}/`),
    ]),
  ],
  timeout: 60,
});

new QueueSubscription("erase-users", { function: erase, queue: erasureQueue, batchSize: 5 });

/** The functions that read a stream. */
export const streamReaders = [announce];

/** The functions without a route. */
export const backgroundFunctions = [sendCode, announce, deliver, feedback, digest, erase];
