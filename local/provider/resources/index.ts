import type { ResourceType } from "../resource";
import { apiGatewayTypes } from "./apigateway";
import { cloudWatchTypes } from "./cloudwatch";
import { dynamoDbTypes } from "./dynamodb";
import { iamTypes } from "./iam";
import { lambdaTypes } from "./lambda";
import { snsTypes } from "./sns";
import { sqsTypes } from "./sqs";
import { ssmTypes } from "./ssm";

/** Every resource type that the local cloud serves. A further one is an entry in the list of its service. */
export const resourceTypes: readonly ResourceType[] = [
  ...apiGatewayTypes,
  ...cloudWatchTypes,
  ...dynamoDbTypes,
  ...iamTypes,
  ...lambdaTypes,
  ...snsTypes,
  ...sqsTypes,
  ...ssmTypes,
];
