import {
  global,
  making,
  named,
  onAll,
  onEach,
  onNothing,
  own,
  regional,
  tagging,
  type PermissionTable,
  type TypePermissions,
} from "../rule";

const topic = regional("sns", (name) => name);
const identity = regional("ses", (name) => `identity/${name}`);
const configurationSet = regional("ses", (name) => `configuration-set/${name}`);
const alarm = regional("cloudwatch", (name) => `alarm:${name}`);
const dashboard = global("cloudwatch", (name) => `dashboard/${name}`);
const budget = global("budgets", (name) => `budget/${name}`);

const alarms: PermissionTable[string] = {
  name: named("name"),
  rules: [
    {
      read: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"],
      write: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      on: onEach(alarm),
    },
  ],
};

/** A type of Cost Anomaly Detection, which chooses the ids. */
function anomaly(noun: string, kind: string): TypePermissions {
  const all = onAll(({ accountId }) => `arn:aws:ce::${accountId}:${kind}/*`);
  return {
    rules: [
      { write: [`ce:Create${noun}`], on: onNothing, when: making },
      { read: [`ce:Get${noun}s`, "ce:ListTagsForResource"], on: all },
      { write: [`ce:Delete${noun}`, "ce:UntagResource", `ce:Update${noun}`], on: all, when: own },
      { write: ["ce:TagResource"], on: all, when: tagging },
    ],
  };
}

/** E-mail, topics, alarms, dashboards and budgets. */
export const operationsTypes: PermissionTable = {
  "aws:sns/topic:Topic": {
    name: named("name"),
    rules: [
      {
        read: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
        write: [
          "sns:CreateTopic",
          "sns:DeleteTopic",
          "sns:SetTopicAttributes",
          "sns:Subscribe",
          "sns:TagResource",
          "sns:UntagResource",
        ],
        on: onEach(topic),
      },
    ],
  },
  // Part of the topic's attributes, which its entry allows.
  "aws:sns/topicPolicy:TopicPolicy": { rules: [] },
  "aws:sns/topicSubscription:TopicSubscription": {
    rules: [
      {
        read: ["sns:GetSubscriptionAttributes"],
        write: ["sns:SetSubscriptionAttributes", "sns:Unsubscribe"],
        on: onNothing,
      },
    ],
  },
  "aws:sesv2/emailIdentity:EmailIdentity": {
    name: named("emailIdentity"),
    rules: [
      {
        read: ["ses:GetEmailIdentity", "ses:ListTagsForResource"],
        write: [
          "ses:CreateEmailIdentity",
          "ses:DeleteEmailIdentity",
          "ses:PutEmailIdentityConfigurationSetAttributes",
          "ses:PutEmailIdentityDkimSigningAttributes",
          "ses:TagResource",
          "ses:UntagResource",
        ],
        on: onEach(identity),
      },
    ],
  },
  "aws:sesv2/configurationSet:ConfigurationSet": {
    name: named("configurationSetName"),
    rules: [
      {
        read: ["ses:GetConfigurationSet", "ses:ListTagsForResource"],
        write: [
          "ses:CreateConfigurationSet",
          "ses:DeleteConfigurationSet",
          "ses:PutConfigurationSetDeliveryOptions",
          "ses:PutConfigurationSetReputationOptions",
          "ses:PutConfigurationSetSendingOptions",
          "ses:PutConfigurationSetSuppressionOptions",
          "ses:PutConfigurationSetTrackingOptions",
          "ses:PutConfigurationSetVdmOptions",
          "ses:PutEmailIdentityConfigurationSetAttributes",
          "ses:TagResource",
          "ses:UntagResource",
        ],
        on: onEach(configurationSet),
      },
    ],
  },
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": {
    name: named("configurationSetName"),
    rules: [
      {
        read: ["ses:GetConfigurationSetEventDestinations"],
        write: [
          "ses:CreateConfigurationSetEventDestination",
          "ses:DeleteConfigurationSetEventDestination",
          "ses:UpdateConfigurationSetEventDestination",
        ],
        on: onEach(configurationSet),
      },
    ],
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": alarms,
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    name: named("alarmName"),
    rules: [...alarms.rules, { write: ["cloudwatch:PutCompositeAlarm"], on: onEach(alarm) }],
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    name: named("dashboardName"),
    rules: [
      {
        read: ["cloudwatch:GetDashboard"],
        write: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
        on: onEach(dashboard),
      },
    ],
  },
  "aws:cloudwatch/queryDefinition:QueryDefinition": {
    rules: [
      // CloudWatch Logs has no ARNs for saved queries.
      {
        read: ["logs:DescribeQueryDefinitions"],
        write: ["logs:DeleteQueryDefinition", "logs:PutQueryDefinition"],
        on: onNothing,
      },
    ],
  },
  "aws:costexplorer/anomalyMonitor:AnomalyMonitor": anomaly("AnomalyMonitor", "anomalymonitor"),
  "aws:costexplorer/anomalySubscription:AnomalySubscription": anomaly(
    "AnomalySubscription",
    "anomalysubscription",
  ),
  "aws:budgets/budget:Budget": {
    name: named("name"),
    rules: [
      {
        read: ["budgets:ListTagsForResource", "budgets:ViewBudget"],
        write: ["budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"],
        on: onEach(budget),
      },
    ],
  },
};
