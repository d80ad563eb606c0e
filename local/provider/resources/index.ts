import type { ResourceType } from "../resource";
import { apiGatewayTypes } from "./apigateway";
import { cloudFrontTypes } from "./cloudfront";
import { cloudWatchTypes } from "./cloudwatch";
import { dynamoDbTypes } from "./dynamodb";
import { iamTypes } from "./iam";
import { lambdaTypes } from "./lambda";
import { s3Types } from "./s3";
import { schedulerTypes } from "./scheduler";
import { sesV2Types } from "./sesv2";
import { snsTypes } from "./sns";
import { sqsTypes } from "./sqs";
import { ssmTypes } from "./ssm";

/** Every resource type that the local cloud serves. A further one is an entry in the list of its service. */
export const resourceTypes: readonly ResourceType[] = [
  ...apiGatewayTypes,
  ...cloudFrontTypes,
  ...cloudWatchTypes,
  ...dynamoDbTypes,
  ...iamTypes,
  ...lambdaTypes,
  ...s3Types,
  ...schedulerTypes,
  ...sesV2Types,
  ...snsTypes,
  ...sqsTypes,
  ...ssmTypes,
];
