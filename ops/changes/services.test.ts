import { newServices } from "./services";
import { judged, step } from "./testing/steps";

const queue = (change: Parameters<typeof step>[1]) => step("aws:sqs/queue:Queue", change);
const rule = (change: Parameters<typeof step>[1]) => step("aws:cloudwatch/eventRule:EventRule", change);
const alarm = step("aws:cloudwatch/metricAlarm:MetricAlarm", { before: {}, after: {}, op: "same" });

test.each([
  ["a resource of a service that has none", [alarm, queue({ after: {} })], ["sqs"]],
  [
    "one more resource of a service",
    [queue({ before: {}, after: {}, op: "same" }), queue({ name: "other", after: {} })],
    [],
  ],
  ["a service whose types are called after another one", [alarm, rule({ after: {} })], ["EventBridge"]],
  ["the last resource of a service", [queue({ before: {} })], []],
  ["a resource that is not of AWS", [step("random:index/id:Id", { after: {} })], []],
])("%s: %#", (_what, steps, services) => {
  expect(newServices(steps)).toEqual(services);
  expect(judged(...steps).services).toEqual(services);
});
