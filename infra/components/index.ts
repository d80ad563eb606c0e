/*
 * The components of the platform. None passes its args to `super`: Pulumi would store them as inputs of the component
 * beside those of its children, which makes the state and every preview slower and shows no additional change.
 */
export { Alarm } from "./alarm";
export { AlertTopic } from "./alert-topic";
export { apiFunction } from "./api-function";
export { ApiKey } from "./api-key";
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
