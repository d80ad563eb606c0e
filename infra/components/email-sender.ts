import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, type Grant } from "../lib/iam";
import { sendEmail } from "../lib/messages";
import { arns, physicalName } from "../lib/names";
import type { DeadLetterQueue, Queue } from "./queue";

/** What an {@link EmailSender} needs. */
export interface EmailSenderArgs {
  /** The address that e-mail comes from. Its owner follows the link that SES sends there; until then nothing is sent. */
  from: string;
  /** Where events go of e-mail that came back or was complained about. */
  feedback: Queue;
}

/**
 * An identity of SES, with a configuration set `sjc1990app-<name>-<stage>`: over TLS alone; SES itself holds back what
 * goes to an address that bounced or complained; and it tells of both, through EventBridge, on a queue.
 */
export class EmailSender extends pulumi.ComponentResource {
  readonly identity: aws.sesv2.EmailIdentity;
  readonly configurationSet: aws.sesv2.ConfigurationSet;
  readonly rule: aws.cloudwatch.EventRule;
  /** The physical name, known before the set exists. */
  readonly #configurationSetName: string;
  readonly #from: string;

  constructor(name: string, args: EmailSenderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:messaging:EmailSender", name, {}, opts);
    const stage = currentStage();
    this.#from = args.from;
    this.#configurationSetName = physicalName(name, stage);

    this.configurationSet = new aws.sesv2.ConfigurationSet(
      name,
      {
        configurationSetName: this.#configurationSetName,
        deliveryOptions: { tlsPolicy: "REQUIRE" },
        reputationOptions: { reputationMetricsEnabled: true },
        suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
      },
      { parent: this },
    );
    this.identity = new aws.sesv2.EmailIdentity(
      `${name}-identity`,
      {
        emailIdentity: args.from,
        configurationSetName: this.configurationSet.configurationSetName,
      },
      // A new identity would have to be verified anew: it is the one that the program once made by itself.
      { parent: this, aliases: [{ name: "email-sender", parent: pulumi.rootStackResource }] },
    );
    this.rule = this.#report(name, args.feedback);
    this.registerOutputs({ identity: this.identity.emailIdentity });
  }

  /** Lets a function send e-mail from the address alone; it finds that in `EMAIL_FROM`, and the set that reports back. */
  send(): Grant {
    const grant = sendEmail(this.#from);
    return {
      ...grant,
      environment: { ...grant.environment, EMAIL_CONFIGURATION_SET: this.#configurationSetName },
    };
  }

  #report(name: string, queue: Queue): aws.cloudwatch.EventRule {
    const parent = { parent: this };
    const stage = currentStage();
    const arn = arns(stage);
    new aws.sesv2.ConfigurationSetEventDestination(
      `${name}-events`,
      {
        configurationSetName: this.configurationSet.configurationSetName,
        eventDestinationName: "feedback",
        eventDestination: {
          enabled: true,
          matchingEventTypes: ["BOUNCE", "COMPLAINT"],
          // The only bus that SES takes.
          eventBridgeDestination: { eventBusArn: arn.eventBus("default") },
        },
      },
      parent,
    );
    const ruleName = physicalName(`${name}-feedback`, stage);
    const rule = new aws.cloudwatch.EventRule(
      `${name}-feedback`,
      {
        name: ruleName,
        description: `E-mail of ${this.#configurationSetName} that came back or was complained about`,
        eventPattern: JSON.stringify({
          source: ["aws.ses"],
          "detail-type": ["Email Bounced", "Email Complaint Received"],
          detail: { mail: { tags: { "ses:configuration-set": [this.#configurationSetName] } } },
        }),
      },
      parent,
    );
    // What the queue does not take is put with what its consumer failed at: both go back to the queue.
    const { deadLetters } = queue;
    const policies = [
      this.#letTake(`${name}-feedback`, queue, arn.eventRule(ruleName)),
      this.#letTake(`${name}-feedback-dead`, deadLetters, arn.eventRule(ruleName)),
    ];
    new aws.cloudwatch.EventTarget(
      `${name}-feedback`,
      {
        rule: rule.name,
        targetId: "queue",
        arn: queue.queue.arn,
        deadLetterConfig: { arn: deadLetters.queue.arn },
      },
      { parent: this, dependsOn: policies },
    );
    return rule;
  }

  /** Lets a rule of EventBridge, and no other, send to a queue. */
  #letTake(
    name: string,
    { queue, arn }: Pick<Queue | DeadLetterQueue, "queue" | "arn">,
    ruleArn: string,
  ): aws.sqs.QueuePolicy {
    return new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: queue.url,
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "TakeFromRule",
              Principal: { Service: "events.amazonaws.com" },
              ...allow("sqs:SendMessage", arn),
              Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
            },
          ],
        }),
      },
      { parent: this },
    );
  }
}
