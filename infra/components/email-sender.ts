import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, type Grant } from "../lib/iam";
import { sendEmail } from "../lib/messaging-grants";
import { arns, physicalName } from "../lib/names";
import type { DeadLetterQueue, Queue } from "./queue";

/** Arguments of an {@link EmailSender}. */
export interface EmailSenderArgs {
  /**
   * Sender address. Without `domain`, SES sends nothing until its owner has followed the link in the verification e-mail.
   */
  from: string;
  /**
   * Domain of the address and its Route 53 hosted zone. SES verifies the domain by DNS records, and signs e-mail with DKIM.
   * Default: the address itself is verified.
   */
  domain?: { name: string; hostedZoneId: string };
  /** Receives bounce and complaint events. */
  feedback: Queue;
}

/**
 * An SES identity with the configuration set `sjc1990app-<name>-<stage>`: TLS required, suppression list for addresses
 * that bounced or complained. An EventBridge rule sends bounces and complaints to a queue.
 */
export class EmailSender extends pulumi.ComponentResource {
  readonly #configurationSet: aws.sesv2.ConfigurationSet;
  readonly #identity: aws.sesv2.EmailIdentity;
  /** The physical name, known before the set exists. */
  readonly #configurationSetName: string;
  readonly #from: string;

  constructor(name: string, args: EmailSenderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:messaging:EmailSender", name, {}, opts);
    this.#from = args.from;
    this.#configurationSetName = physicalName(name, currentStage());

    this.#configurationSet = new aws.sesv2.ConfigurationSet(
      name,
      {
        configurationSetName: this.#configurationSetName,
        deliveryOptions: { tlsPolicy: "REQUIRE" },
        reputationOptions: { reputationMetricsEnabled: true },
        suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
      },
      { parent: this },
    );
    this.#identity = new aws.sesv2.EmailIdentity(
      `${name}-identity`,
      {
        emailIdentity: args.domain?.name ?? args.from,
        configurationSetName: this.#configurationSet.configurationSetName,
      },
      // A replaced identity would have to be verified again. Earlier versions of the program had it outside a component.
      { parent: this, aliases: [{ name: "email-sender", parent: pulumi.rootStackResource }] },
    );
    if (args.domain !== undefined) this.#signBy(name, args.domain);
    this.#reportTo(name, args.feedback);
    this.registerOutputs({ identity: this.#identity.emailIdentity });
  }

  /** Sends e-mail from the sender address. Sets `EMAIL_FROM` and `EMAIL_CONFIGURATION_SET`. */
  send(): Grant {
    const grant = sendEmail(this.#from);
    return {
      ...grant,
      environment: { ...grant.environment, EMAIL_CONFIGURATION_SET: this.#configurationSetName },
      resources: [this.#configurationSet, this.#identity],
    };
  }

  /** Publishes the three keys of Easy DKIM, by which SES verifies the domain, too. */
  #signBy(name: string, domain: NonNullable<EmailSenderArgs["domain"]>): void {
    for (const index of [0, 1, 2]) {
      const token = this.#identity.dkimSigningAttributes.apply(({ tokens }) => tokens[index] ?? "");
      new aws.route53.Record(
        `${name}-dkim-${String(index + 1)}`,
        {
          zoneId: domain.hostedZoneId,
          name: pulumi.interpolate`${token}._domainkey.${domain.name}`,
          type: "CNAME",
          records: [pulumi.interpolate`${token}.dkim.amazonses.com`],
          ttl: 300,
        },
        { parent: this },
      );
    }
  }

  /** Sends bounces and complaints to a queue. */
  #reportTo(name: string, queue: Queue): void {
    const stage = currentStage();
    const arn = arns(stage);
    new aws.sesv2.ConfigurationSetEventDestination(
      `${name}-events`,
      {
        configurationSetName: this.#configurationSet.configurationSetName,
        eventDestinationName: "feedback",
        eventDestination: {
          enabled: true,
          matchingEventTypes: ["BOUNCE", "COMPLAINT"],
          // SES accepts only the default bus.
          eventBridgeDestination: { eventBusArn: arn.eventBus("default") },
        },
      },
      { parent: this },
    );
    const ruleName = physicalName(`${name}-feedback`, stage);
    const rule = new aws.cloudwatch.EventRule(
      `${name}-feedback`,
      {
        name: ruleName,
        description: `Bounces and complaints of ${this.#configurationSetName}`,
        eventPattern: JSON.stringify({
          source: ["aws.ses"],
          "detail-type": ["Email Bounced", "Email Complaint Received"],
          detail: { mail: { tags: { "ses:configuration-set": [this.#configurationSetName] } } },
        }),
      },
      { parent: this },
    );
    // Events that the queue rejects share the dead-letter queue of its consumer: redrive returns both to the queue.
    const { deadLetters } = queue;
    const policies = [
      this.#allowRule(`${name}-feedback`, queue, arn.eventRule(ruleName)),
      this.#allowRule(`${name}-feedback-dead`, deadLetters, arn.eventRule(ruleName)),
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
  }

  /** Lets one EventBridge rule send to a queue. */
  #allowRule(
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
