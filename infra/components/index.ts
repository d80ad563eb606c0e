export { Alarm, type AlarmArgs, type Severity } from "./alarm";
export { AlertTopic, type AlertTopicArgs } from "./alert-topic";
export { LambdaFunction, type LambdaFunctionArgs } from "./lambda-function";
export { RestApi, type RestApiArgs } from "./rest-api";
export { Secret, type SecretArgs } from "./secret";
export { Table, TableGrants, type Attribute, type IndexArgs, type TableArgs } from "./table";
