import {
  named,
  onAll,
  onEach,
  onNothing,
  own,
  regional,
  tagging,
  type Conditions,
  type DeployPlace,
  type PermissionTable,
} from "../rule";
import { project } from "../../names";

const lambda = regional("lambda", (name) => `function:${name}`);
/** Versions and aliases of a function. */
const lambdaVersions = regional("lambda", (name) => `function:${name}:*`);
const logGroup = regional("logs", (name) => `log-group:${name}`);
/**
 * ARN of a log group for most actions; tagging uses the ARN without `:*`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
const logGroupContents = regional("logs", (name) => `log-group:${name}:*`);
const queue = regional("sqs", (name) => name);
const rule = regional("events", (name) => `rule/${name}`);
const schedule = regional("scheduler", (name) => `schedule/default/${name}`);

const eventSourceMappings = ({ region, accountId }: DeployPlace): string =>
  `arn:aws:lambda:${region}:${accountId}:event-source-mapping:*`;

/**
 * Condition: the event source mapping invokes a function of the stage, by its name or its alias. Lambda chooses the ids of
 * mappings.
 */
const feedsOwnFunction = ({ stage, region, accountId }: DeployPlace): Conditions => {
  const own = `arn:aws:lambda:${region}:${accountId}:function:${project}-*-${stage}`;
  return { ArnLike: { "lambda:FunctionArn": [own, `${own}:*`] } };
};

/** Condition: only SNS is allowed to invoke a function. Otherwise a deployment could let another account invoke it. */
const forTopics = (): Conditions => ({ StringEquals: { "lambda:Principal": "sns.amazonaws.com" } });

/** The log group of execution logs contains the id of the API, which API Gateway chooses. */
const withoutApiId = (name: string): string => name.replace(/^(API-Gateway-Execution-Logs_)[^/]+\//, "$1*/");

/** Functions, log groups, queues, rules and schedules. */
export const computeTypes: PermissionTable = {
  "aws:lambda/function:Function": {
    name: named("name"),
    passesRoleTo: "lambda.amazonaws.com",
    rules: [
      {
        read: [
          "lambda:GetFunction",
          "lambda:GetFunctionCodeSigningConfig",
          "lambda:GetFunctionConcurrency",
          "lambda:GetFunctionConfiguration",
          "lambda:GetFunctionRecursionConfig",
          "lambda:GetRuntimeManagementConfig",
          "lambda:ListTags",
          "lambda:ListVersionsByFunction",
        ],
        write: [
          "lambda:CreateFunction",
          "lambda:DeleteFunction",
          "lambda:DeleteFunctionConcurrency",
          "lambda:PublishVersion",
          "lambda:PutFunctionConcurrency",
          "lambda:TagResource",
          "lambda:UntagResource",
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ],
        on: onEach(lambda, lambdaVersions),
      },
    ],
  },
  "aws:lambda/alias:Alias": {
    name: named("functionName"),
    rules: [
      {
        read: ["lambda:GetAlias"],
        write: ["lambda:CreateAlias", "lambda:DeleteAlias", "lambda:UpdateAlias"],
        on: onEach(lambda, lambdaVersions),
      },
    ],
  },
  "aws:lambda/permission:Permission": {
    name: named("function"),
    rules: [
      { read: ["lambda:GetPolicy"], on: onEach(lambda, lambdaVersions) },
      {
        write: ["lambda:AddPermission", "lambda:RemovePermission"],
        on: onEach(lambda, lambdaVersions),
        when: forTopics,
      },
    ],
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    name: named("functionName"),
    rules: [
      {
        read: ["lambda:GetFunctionEventInvokeConfig"],
        write: [
          "lambda:DeleteFunctionEventInvokeConfig",
          "lambda:PutFunctionEventInvokeConfig",
          "lambda:UpdateFunctionEventInvokeConfig",
        ],
        on: onEach(lambda, lambdaVersions),
      },
    ],
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    rules: [
      { write: ["lambda:CreateEventSourceMapping"], on: onNothing, when: feedsOwnFunction },
      {
        read: ["lambda:GetEventSourceMapping"],
        write: ["lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"],
        on: onAll(eventSourceMappings),
        when: feedsOwnFunction,
      },
      { read: ["lambda:ListTags"], on: onAll(eventSourceMappings) },
      { write: ["lambda:TagResource"], on: onAll(eventSourceMappings), when: tagging },
      { write: ["lambda:UntagResource"], on: onAll(eventSourceMappings), when: own },
    ],
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    name: (inputs) => withoutApiId(named("name")(inputs)),
    rules: [
      {
        read: ["logs:ListTagsForResource"],
        write: ["logs:TagResource", "logs:UntagResource"],
        on: onEach(logGroup),
      },
      {
        write: [
          "logs:CreateLogGroup",
          "logs:DeleteLogGroup",
          "logs:DeleteRetentionPolicy",
          "logs:PutRetentionPolicy",
        ],
        on: onEach(logGroupContents),
      },
      { read: ["logs:DescribeLogGroups"], on: onNothing },
    ],
  },
  "aws:sqs/queue:Queue": {
    name: named("name"),
    rules: [
      {
        read: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"],
        write: [
          "sqs:CreateQueue",
          "sqs:DeleteQueue",
          "sqs:SetQueueAttributes",
          "sqs:TagQueue",
          "sqs:UntagQueue",
        ],
        on: onEach(queue),
      },
    ],
  },
  // Part of the queue's attributes, which its entry allows.
  "aws:sqs/queuePolicy:QueuePolicy": { rules: [] },
  "aws:cloudwatch/eventRule:EventRule": {
    name: named("name"),
    rules: [
      {
        read: ["events:DescribeRule", "events:ListTagsForResource"],
        write: [
          "events:DeleteRule",
          "events:DisableRule",
          "events:EnableRule",
          "events:PutRule",
          "events:TagResource",
          "events:UntagResource",
        ],
        on: onEach(rule),
      },
    ],
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    name: named("rule"),
    rules: [
      {
        read: ["events:ListTargetsByRule"],
        write: ["events:PutTargets", "events:RemoveTargets"],
        on: onEach(rule),
      },
    ],
  },
  "aws:scheduler/schedule:Schedule": {
    name: named("name"),
    passesRoleTo: "scheduler.amazonaws.com",
    rules: [
      {
        read: ["scheduler:GetSchedule"],
        write: ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule"],
        on: onEach(schedule),
      },
    ],
  },
};
