import { defined } from "../functions/shared/defined";
import { AlertTopic, DeadLetterQueue, EmailSender, Queue } from "./components";
import { currentStage } from "./config";
import { senderDomain } from "./lib/sender-domain";

const config = currentStage();

// Alarms notify this topic.

export const alerts = new AlertTopic("alerts", { emails: config.alertEmails });

// Queues between requests and the functions in background.ts.

export const codesQueue = new Queue("codes", {
  description: "Sign-in codes are not sent: SNS fails, or the stage has sent all codes of an hour.",
  // Three receives within the five minutes that a code is valid.
  maxReceives: 3,
  visibilityTimeout: 90,
});

export const notificationsQueue = new Queue("notifications", {
  description: "Users are not notified of decisions, or members of pending approvals.",
  maxReceives: 8,
});

export const erasureQueue = new Queue("erasure", {
  description: "Data of deleted users have not been erased.",
});

export const emailFeedbackQueue = new Queue("email-feedback", {
  description: "E-mail is still sent to addresses that bounced or complained.",
});

/** The queues that functions work off, without {@link codesQueue}. */
export const queues = [notificationsQueue, erasureQueue, emailFeedbackQueue];

export const missedEvents = new DeadLetterQueue("missed-events", {
  description: "A decision on an approval was not announced, or a daily digest failed.",
});

/** The dead-letter queues. */
export const deadLetterQueues = [
  ...[codesQueue, ...queues].map(({ deadLetters }) => deadLetters),
  missedEvents,
];

// E-mail.

const { emailFrom, domains } = config;
const domain = domains === undefined ? undefined : senderDomain(emailFrom, domains);

export const email = new EmailSender(
  "email",
  defined({ from: emailFrom, feedback: emailFeedbackQueue, domain }),
);
