import { nextState, statesOf, type AlarmInputs, type State } from "./evaluate";
import { evaluateExpression } from "../../lib/metrics/expression";

/** A data point in the tables of AWS: within the threshold, breaching or missing. */
const point = { "0": 0, X: 1, "-": undefined } as const;

const alarm = (datapointsToAlarm: number, treatMissingData = "notBreaching") => ({
  comparisonOperator: "GreaterThanThreshold",
  threshold: 0,
  evaluationPeriods: 3,
  datapointsToAlarm,
  treatMissingData,
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
test.each<[points: string, datapointsToAlarm: number, ignore: string, breaching: State, notBreaching: State]>(
  [
    ["0 - X - X", 3, "OK", "OK", "OK"],
    ["0 - - - -", 3, "OK", "OK", "OK"],
    ["- - - - -", 3, "keeps", "ALARM", "OK"],
    ["0 X X - X", 3, "ALARM", "ALARM", "ALARM"],
    ["- - - - X", 3, "keeps", "ALARM", "OK"],
    ["X - - - -", 3, "keeps", "ALARM", "OK"],
    ["0 - X - X", 2, "ALARM", "ALARM", "ALARM"],
    ["0 0 X 0 X", 2, "ALARM", "ALARM", "ALARM"],
    ["0 - X - -", 2, "OK", "ALARM", "OK"],
    ["- - - - 0", 2, "OK", "ALARM", "OK"],
    ["- - - - X", 2, "keeps", "ALARM", "OK"],
  ],
)(
  "%s, %d of 3 data points: as AWS documents it",
  (points, datapointsToAlarm, ignore, breaching, notBreaching) => {
    const latestFirst = points
      .split(" ")
      .map((one) => point[one as keyof typeof point])
      .reverse();
    for (const state of ["ALARM", "OK"] as const) {
      const next = (missing: string) => nextState(alarm(datapointsToAlarm, missing), latestFirst, state);
      expect({
        ignore: next("ignore"),
        breaching: next("breaching"),
        notBreaching: next("notBreaching"),
      }).toEqual({
        ignore: ignore === "keeps" ? state : ignore,
        breaching,
        notBreaching,
      });
    }
  },
);

test.each([
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["10 - 2 - 3", 5],
  ["a / b", 0.5],
  ["a / (b - b)", undefined],
  ["a + none", undefined],
  ["FILL(none, 0) + a", 1],
  ["IF(b >= 2, 100 * a / b, 0)", 50],
  ["IF(b > 2, 100 * a / b, 0)", 0],
  ["IF(none >= 2, a, b)", undefined],
  ["100 * a / SERVICE_QUOTA(b)", 10],
])("%s is %p", (expression, value) => {
  expect(evaluateExpression(expression, { a: 1, b: 2, none: undefined }, 10)).toBe(value);
});

test.each([
  ["a +", "is not a metric"],
  ["a b", "unexpected b"],
  ["c + 1", "c is not a metric"],
  ["SEARCH(a)", "SEARCH is not a function"],
  ["a ? 1", "cannot be read"],
  ["(a", "expected )"],
])("%s is an error", (expression, message) => {
  expect(() => evaluateExpression(expression, { a: 1, b: 2 }, 10)).toThrow(message);
});

test("a period of five minutes is evaluated every minute", () => {
  const inputs: AlarmInputs = {
    ...alarm(1),
    name: "errors",
    evaluationPeriods: 1,
    threshold: 3,
    namespace: "AWS/Lambda",
    metricName: "Errors",
    statistic: "Sum",
    period: 300,
  };
  const states = statesOf(inputs, () => (minute) => (minute >= 3 && minute < 7 ? 1 : 0), 14);
  expect(states.map((state) => (state === "ALARM" ? "X" : "0")).join("")).toBe("000000XX000000");
});

test("a percentile is a value of the period", () => {
  const inputs: AlarmInputs = {
    ...alarm(1),
    name: "slow",
    evaluationPeriods: 1,
    threshold: 9,
    namespace: "AWS/ApiGateway",
    metricName: "Latency",
    extendedStatistic: "p95",
    period: 600,
  };
  expect(statesOf(inputs, () => (minute) => minute, 10).at(-1)).toBe("OK");
  expect(statesOf({ ...inputs, threshold: 8 }, () => (minute) => minute, 10).at(-1)).toBe("ALARM");
});
