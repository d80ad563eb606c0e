import { at, listOf, type Plain, type PlainObject } from "../plain";
import { resourceRule, type Finding } from "../rule";
import { isGiven } from "../stack";

const kept = (value: Plain | undefined): boolean => isGiven(value);

const lost = (id: string, what: string, fix: string): Finding[] => [{ id, what, fix }];

function mapping(props: PlainObject): Finding[] {
  // Only streams are read from a position; a queue has its own dead letters.
  if (!isGiven(props["startingPosition"])) return [];
  const found: Finding[] = [];
  if (!kept(at(props, "destinationConfig", "onFailure", "destinationArn"))) {
    found.push(
      ...lost(
        "onFailure",
        "drops records that its function could not deal with",
        "Set destinationConfig.onFailure to a queue or a topic.",
      ),
    );
  }
  const attempts = props["maximumRetryAttempts"];
  if (attempts === undefined || attempts === null || attempts === -1) {
    found.push(
      ...lost(
        "maximumRetryAttempts",
        "tries a faulty record until it expires, and nothing behind it is dealt with meanwhile",
        "Set maximumRetryAttempts to 0 or more.",
      ),
    );
  }
  return found;
}

function schedule(props: PlainObject): Finding[] {
  return kept(at(props, "target", "deadLetterConfig", "arn"))
    ? []
    : lost("deadLetterConfig", "drops calls that were not taken", "Set target.deadLetterConfig to a queue.");
}

function eventTarget(props: PlainObject): Finding[] {
  return kept(at(props, "deadLetterConfig", "arn"))
    ? []
    : lost("deadLetterConfig", "drops events that were not taken", "Set deadLetterConfig to a queue.");
}

/** People who do not read their messages have no dead letters. */
const people = new Set<unknown>(["email", "email-json", "sms", "application"]);

function subscription(props: PlainObject): Finding[] {
  return people.has(props["protocol"]) || kept(props["redrivePolicy"])
    ? []
    : lost(
        "redrivePolicy",
        "drops messages that could not be delivered",
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
    : lost("deadLetterConfig", "drops records that were not taken", "Set deadLetterConfig of the source.");
}

const checks: Readonly<Record<string, (props: PlainObject) => Finding[]>> = {
  "aws:cloudwatch/eventTarget:EventTarget": eventTarget,
  "aws:lambda/eventSourceMapping:EventSourceMapping": mapping,
  "aws:pipes/pipe:Pipe": pipe,
  "aws:scheduler/schedule:Schedule": schedule,
  "aws:sns/topicSubscription:TopicSubscription": subscription,
};

/** What cannot be delivered is kept for somebody to look at. */
export const deliveryDeadLetters = resourceRule({
  name: "delivery-dead-letters",
  severity: "high",
  describe: "What a stream, schedule, rule or topic could not deliver goes to dead letters.",
  why: "After the last attempt AWS forgets the event: a message that never came and nobody knows of.",
  fix: "Name a queue for what could not be delivered, with an alarm on its first message.",
  appliesTo: Object.keys(checks),
  check: ({ type, props }) => checks[type]?.(props) ?? [],
});
