import { at, listOf, type Plain, type PlainObject } from "../lib/plain";
import { resourceRule, type Finding } from "../lib/rule";
import { isGiven } from "../lib/stack";

const kept = (value: Plain | undefined): boolean => isGiven(value);

const lost = (id: string, what: string, fix: string): Finding[] => [{ id, what, fix }];

function mapping(props: PlainObject): Finding[] {
  // Only streams have a starting position. A queue has its own dead-letter queue.
  if (!isGiven(props["startingPosition"])) return [];
  const found: Finding[] = [];
  if (!kept(at(props, "destinationConfig", "onFailure", "destinationArn"))) {
    found.push(
      ...lost(
        "onFailure",
        "drops records that its function fails to process",
        "Set destinationConfig.onFailure to a queue or a topic.",
      ),
    );
  }
  const attempts = props["maximumRetryAttempts"];
  if (attempts === undefined || attempts === null || attempts === -1) {
    found.push(
      ...lost(
        "maximumRetryAttempts",
        "retries a failing record until it expires and blocks the records behind it",
        "Set maximumRetryAttempts to 0 or more.",
      ),
    );
  }
  return found;
}

function schedule(props: PlainObject): Finding[] {
  return kept(at(props, "target", "deadLetterConfig", "arn"))
    ? []
    : lost(
        "deadLetterConfig",
        "drops invocations that cannot be delivered",
        "Set target.deadLetterConfig to a queue.",
      );
}

function eventTarget(props: PlainObject): Finding[] {
  return kept(at(props, "deadLetterConfig", "arn"))
    ? []
    : lost("deadLetterConfig", "drops events that cannot be delivered", "Set deadLetterConfig to a queue.");
}

/** Subscriptions of people: these protocols have no dead-letter queue. */
const people = new Set<unknown>(["email", "email-json", "sms", "application"]);

function subscription(props: PlainObject): Finding[] {
  return people.has(props["protocol"]) || kept(props["redrivePolicy"])
    ? []
    : lost(
        "redrivePolicy",
        "drops messages that cannot be delivered",
        "Set redrivePolicy with the ARN of a queue.",
      );
}

function pipe(props: PlainObject): Finding[] {
  const parameters = at(props, "sourceParameters");
  const streams = ["dynamodbStreamParameters", "kinesisStreamParameters"].flatMap((name) =>
    listOf(at(parameters, name)),
  );
  return streams.every((stream) => kept(at(stream, "deadLetterConfig", "arn")))
    ? []
    : lost(
        "deadLetterConfig",
        "drops records that cannot be delivered",
        "Set deadLetterConfig in sourceParameters.",
      );
}

const checks: Readonly<Record<string, (props: PlainObject) => Finding[]>> = {
  "aws:cloudwatch/eventTarget:EventTarget": eventTarget,
  "aws:lambda/eventSourceMapping:EventSourceMapping": mapping,
  "aws:pipes/pipe:Pipe": pipe,
  "aws:scheduler/schedule:Schedule": schedule,
  "aws:sns/topicSubscription:TopicSubscription": subscription,
};

/** Requires dead-letter queues for deliveries by AWS services. */
export const deliveryDeadLetters = resourceRule({
  name: "delivery-dead-letters",
  severity: "high",
  describe: "Streams, schedules, EventBridge rules and SNS subscriptions have a dead-letter queue.",
  why: "After the last attempt AWS drops the event, and nobody notices.",
  fix: "Configure a dead-letter queue, with an alarm on its first message.",
  appliesTo: Object.keys(checks),
  check: ({ type, props }) => checks[type]?.(props) ?? [],
});
