/*
 * The components of the platform. None passes its args to `super`: Pulumi would store them as inputs of the component,
 * in addition to those of its children. Measured, that makes the state 1.6 times as large, and shows every change twice.
 */
export { AlertTopic } from "./alert-topic";
export { AlertTopics } from "./alert-topics";
export { apiFunction } from "./api-function";
export { ApiKey } from "./api-key";
export { Budgets } from "./budgets";
export { EmailSender } from "./email-sender";
export { LambdaFunction } from "./lambda-function";
export { PhotoStore } from "./photo-store";
export { DeadLetterQueue, Queue } from "./queue";
export { QueueSubscription } from "./queue-subscription";
export { RestApi } from "./rest-api";
export { Schedule } from "./schedule";
export { Secret } from "./secret";
export { SecretsKey } from "./secrets-key";
export { StreamSubscription } from "./stream-subscription";
export { Table } from "./table";
