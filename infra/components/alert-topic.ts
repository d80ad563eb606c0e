import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { physicalName } from "../lib/names";

/** Arguments of an {@link AlertTopic}. */
export interface AlertTopicArgs {
  /** E-mail addresses of the subscribers. Each must confirm its subscription once. */
  emails: readonly string[];
}

/** The SNS topic `sjc1990app-<name>-<stage>`, which alarms notify. */
export class AlertTopic extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;

  constructor(name: string, args: AlertTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:observability:AlertTopic", name, {}, opts);
    const stage = currentStage();
    this.topic = new aws.sns.Topic(name, { name: physicalName(name, stage) }, { parent: this });
    for (const endpoint of args.emails) {
      new aws.sns.TopicSubscription(
        `${name}-${endpoint}`,
        { topic: this.topic.arn, protocol: "email", endpoint },
        { parent: this },
      );
    }
    this.registerOutputs({ arn: this.topic.arn });
  }
}
