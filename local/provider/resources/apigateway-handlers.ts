/** What the types of API Gateway do. Apart from their table, so that the SDK is loaded only when one does something. */
export { accountOperations } from "./apigateway-account";
export { apiKeyOperations } from "./apigateway-api-key";
export { deploymentOperations } from "./apigateway-deployment";
export { basePathMappingOperations, domainNameOperations } from "./apigateway-domain-name";
export { methodSettingsOperations } from "./apigateway-method-settings";
export { restApiOperations } from "./apigateway-rest-api";
export { stageOperations } from "./apigateway-stage";
export { usagePlanKeyOperations } from "./apigateway-usage-key";
export { usagePlanOperations } from "./apigateway-usage-plan";
