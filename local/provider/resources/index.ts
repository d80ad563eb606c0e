import type { ResourceType } from "./resource";
import { acmTypes } from "./acm";
import { apiGatewayTypes } from "./apigateway";
import { budgetsTypes } from "./budgets";
import { cloudFrontTypes } from "./cloudfront";
import { cloudTrailTypes } from "./cloudtrail";
import { cloudWatchTypes } from "./cloudwatch";
import { costExplorerTypes } from "./costexplorer";
import { dynamoDbTypes } from "./dynamodb";
import { eventsTypes } from "./events";
import { iamTypes } from "./iam";
import { kmsTypes } from "./kms";
import { lambdaTypes } from "./lambda";
import { route53Types } from "./route53";
import { s3Types } from "./s3";
import { schedulerTypes } from "./scheduler";
import { sesV2Types } from "./sesv2";
import { snsTypes } from "./sns";
import { sqsTypes } from "./sqs";
import { ssmTypes } from "./ssm";
import { wafV2Types } from "./wafv2";

/** Every resource type that the local cloud serves. A further one is an entry in the list of its service. */
export const resourceTypes: readonly ResourceType[] = [
  ...acmTypes,
  ...apiGatewayTypes,
  ...budgetsTypes,
  ...cloudFrontTypes,
  ...cloudTrailTypes,
  ...cloudWatchTypes,
  ...costExplorerTypes,
  ...dynamoDbTypes,
  ...eventsTypes,
  ...iamTypes,
  ...kmsTypes,
  ...lambdaTypes,
  ...route53Types,
  ...s3Types,
  ...schedulerTypes,
  ...sesV2Types,
  ...snsTypes,
  ...sqsTypes,
  ...ssmTypes,
  ...wafV2Types,
];
