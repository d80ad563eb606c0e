import { UNKNOWN, at, jsonOf, type Plain, type PlainObject } from "./plain";
import { textOf, type Stack } from "./stack";

/** Where resources refer to their dead-letter queue. */
const places: Readonly<Record<string, { property: string; arn: (props: PlainObject) => Plain | undefined }>> =
  {
    "aws:cloudwatch/eventTarget:EventTarget": {
      property: "deadLetterConfig",
      arn: (props) => at(props, "deadLetterConfig", "arn"),
    },
    "aws:lambda/eventSourceMapping:EventSourceMapping": {
      property: "destinationConfig",
      arn: (props) => at(props, "destinationConfig", "onFailure", "destinationArn"),
    },
    "aws:lambda/function:Function": {
      property: "deadLetterConfig",
      arn: (props) => at(props, "deadLetterConfig", "targetArn"),
    },
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
      property: "destinationConfig",
      arn: (props) => at(props, "destinationConfig", "onFailure", "destination"),
    },
    "aws:scheduler/schedule:Schedule": {
      property: "target",
      arn: (props) => at(props, "target", "deadLetterConfig", "arn"),
    },
    "aws:sns/topicSubscription:TopicSubscription": {
      property: "redrivePolicy",
      arn: (props) => at(jsonOf(props["redrivePolicy"]), "deadLetterTargetArn"),
    },
    "aws:sqs/queue:Queue": {
      property: "redrivePolicy",
      arn: (props) => at(jsonOf(props["redrivePolicy"]), "deadLetterTargetArn"),
    },
  };

/** URNs of the dead-letter queues. */
export function deadLetterQueues(stack: Stack): ReadonlySet<string> {
  const arns = new Set<string>();
  const urns = new Set<string>();
  for (const resource of stack.ofType(...Object.keys(places))) {
    const place = places[resource.type];
    const arn = place?.arn(resource.props);
    if (place === undefined || arn === undefined || arn === null) continue;
    if (typeof arn === "string") arns.add(arn);
    // The property may depend on other resources too, so this is only for an unknown ARN.
    if (arn === UNKNOWN)
      for (const urn of resource.propertyDependencies.get(place.property) ?? []) urns.add(urn);
  }
  const names = new Set([...arns].map((arn) => arn.slice(arn.lastIndexOf(":") + 1)));
  return new Set(
    stack
      .ofType("aws:sqs/queue:Queue")
      .filter((queue) => {
        const [arn, name] = [textOf(queue, "arn"), textOf(queue, "name")];
        return (
          urns.has(queue.urn) || (arn === undefined ? name !== undefined && names.has(name) : arns.has(arn))
        );
      })
      .map(({ urn }) => urn),
  );
}
