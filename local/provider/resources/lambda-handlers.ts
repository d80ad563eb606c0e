/** What the types of Lambda do. Apart from their table, so that the SDK is loaded only when one of them does something. */
export { aliasOperations } from "./lambda-alias";
export { eventInvokeConfigOperations } from "./lambda-event-invoke";
export { eventSourceMappingOperations } from "./lambda-event-source";
export { functionOperations } from "./lambda-function";
export { permissionOperations } from "./lambda-permission";
