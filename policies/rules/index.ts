import type { Exception } from "../lib/exceptions";
import type { Rule } from "../lib/rule";
import { activeTracing } from "./active-tracing";
import { alarmActions } from "./alarm-actions";
import { apiAccessLogs } from "./api-access-logs";
import { apiThrottling } from "./api-throttling";
import { asyncDeadLetters } from "./async-dead-letters";
import { bucketEncryption } from "./bucket-encryption";
import { bucketLifecycle } from "./bucket-lifecycle";
import { bucketPrivate } from "./bucket-private";
import { bucketPublicAccess } from "./bucket-public-access";
import { bucketTls } from "./bucket-tls";
import { corsOrigins } from "./cors-origins";
import { deletionProtection } from "./deletion-protection";
import { deliveryDeadLetters } from "./delivery-dead-letters";
import { encryptionAtRest } from "./encryption-at-rest";
import { encryptionInTransit } from "./encryption-in-transit";
import { environmentSecrets } from "./environment-secrets";
import { estimatedCost } from "./estimated-cost";
import { exceptionsCurrent } from "./exceptions-current";
import { functionLogGroup } from "./function-log-group";
import { functionOwnRole } from "./function-own-role";
import { functionRuntime } from "./function-runtime";
import { functionUrlAuth } from "./function-url-auth";
import { iamNoWildcard } from "./iam-no-wildcard";
import { keyRotation } from "./key-rotation";
import { logRetention } from "./log-retention";
import { messageTls } from "./message-tls";
import { parameterSecure } from "./parameter-secure";
import { requiredAlarms } from "./required-alarms";
import { requiredBudgets } from "./required-budgets";
import { requiredTags } from "./required-tags";
import { routeAuthorizer } from "./route-authorizer";
import { tableRecovery } from "./table-recovery";
import { uncheckedResources } from "./unchecked-resources";
import { unusedResources } from "./unused-resources";
import { webIdentityTrust } from "./web-identity-trust";

/** A new rule is a file in this folder and a line here. */
const rules: readonly Rule[] = [
  // Permissions.
  iamNoWildcard,
  webIdentityTrust,
  functionOwnRole,
  uncheckedResources,
  // Secrets.
  environmentSecrets,
  parameterSecure,
  // Public access.
  routeAuthorizer,
  functionUrlAuth,
  corsOrigins,
  bucketPrivate,
  bucketPublicAccess,
  apiThrottling,
  // Data.
  encryptionAtRest,
  bucketEncryption,
  keyRotation,
  encryptionInTransit,
  bucketTls,
  messageTls,
  tableRecovery,
  deletionProtection,
  bucketLifecycle,
  // Observability and failures.
  functionLogGroup,
  logRetention,
  apiAccessLogs,
  activeTracing,
  deliveryDeadLetters,
  asyncDeadLetters,
  alarmActions,
  requiredAlarms,
  // Maintenance and costs.
  functionRuntime,
  requiredTags,
  requiredBudgets,
  estimatedCost,
  unusedResources,
];

/** All rules of the pack, in the order of their documentation. */
export function packRules(exceptions: readonly Exception[]): Rule[] {
  return [...rules, exceptionsCurrent(exceptions)];
}
