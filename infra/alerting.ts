import { version } from "../package.json";
import { AlertTopics, Budgets, DeadLetterQueue, LambdaFunction, Secret } from "./components";
import { currentStage } from "./config";
import { secretsKey } from "./data";
import { RUNBOOKS } from "./lib/runbooks";
import { alerts as fallback, email } from "./messaging";

const config = currentStage();

// From alarms and budgets to people: topic → function → e-mail and chat.

const deadLetters = new DeadLetterQueue("undelivered-alerts", {
  description: "Alarms and cost notifications are not delivered.",
});

const webhook =
  config.alertWebhook &&
  new Secret("alert-webhook", {
    key: secretsKey,
    value: config.alertWebhook,
    description: "Incoming webhook of the chat that alarms are sent to",
  });

const notify = new LambdaFunction("alerts-notify", {
  entry: "alerts/notify",
  description: "Formats alarms and cost notifications, and sends them by e-mail and to a chat",
  grants: [email.send(), ...(webhook === undefined ? [] : [webhook.read()])],
  environment: {
    OWNER: config.owner,
    VERSION: version,
    RUNBOOKS,
    ...(config.alertEmails.length === 0 ? {} : { ALERT_EMAILS: config.alertEmails.join(",") }),
  },
  // SES has 10 s to answer.
  timeout: 30,
  deadLetters,
});

/** The topics of alarms and cost notifications. */
export const alerts = new AlertTopics("alerts", { notify, deadLetters });

// Cost.

new Budgets("budgets", { ...config.budget, alerts });

/** The functions behind the topics. */
export const alertFunctions = [notify];

/** What {@link alerts} could not deliver. Its alarm notifies the topic with direct e-mail subscriptions. */
export const undelivered = { deadLetters, actions: [fallback.topic.arn] };
