import { requiredAlarms } from "../policies/rules/required-alarms";
import { analyzeStack, ids } from "../policies/testing/analyze";
import { isMeaningful, isPublished } from "../policies/lib/data/published-metrics";
import type { Registered } from "./offline/registered";
import { runStage } from "./offline/stage";
import { metricsOf, statesOf, type AlarmInputs } from "./testing/alarms/evaluate";
import { faults, quiet } from "./testing/alarms/faults";
import { api, fired, lambda, metricAlarms, own, samplesOf, type Data } from "./testing/alarms/prod";

const METRIC = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

// What the program registers for prod, as a preview shows it.
let prod: Registered[];
let alarms: Map<string, AlarmInputs>;

beforeAll(async () => {
  prod = await runStage("prod");
  alarms = metricAlarms(prod, "prod");
});

const named = (name: string): AlarmInputs => {
  const alarm = alarms.get(name);
  if (alarm === undefined) throw new Error(`prod has no alarm ${name}`);
  return alarm;
};

const inputsOf = (type: string) => prod.filter((one) => one.type === type).map(({ inputs }) => inputs);

describe("the alarms of the requirements", () => {
  const above = { comparisonOperator: "GreaterThanThreshold", treatMissingData: "notBreaching" };
  const once = { evaluationPeriods: 1, datapointsToAlarm: 1 };

  test("more than 10 responses with 5xx in a minute", () => {
    expect(named("api-server-errors")).toMatchObject({
      ...{ ...above, ...once, threshold: 10, period: 60, statistic: "Sum" },
      ...{ namespace: "AWS/ApiGateway", metricName: "5XXError" },
      dimensions: { ApiName: "sjc1990app-api-prod", Stage: "prod" },
    });
  });

  test("more than 5 % of the invocations, with the failures that handlers catch", () => {
    const alarm = named("function-error-rate");
    expect(alarm).toMatchObject({ ...above, ...once, threshold: 5 });
    expect(metricsOf(alarm)).toEqual([
      { namespace: "AWS/Lambda", metricName: "Errors", dimensions: {}, period: 900, stat: "Sum" },
      {
        ...{ namespace: "sjc1990app", metricName: "Failures", period: 900, stat: "Sum" },
        dimensions: { service: "sjc1990app", stage: "prod" },
      },
      {
        ...{ namespace: "AWS/Lambda", metricName: "Errors", period: 900, stat: "Sum" },
        dimensions: { FunctionName: "sjc1990app-auth-authorizer-prod" },
      },
      { namespace: "AWS/Lambda", metricName: "Invocations", dimensions: {}, period: 900, stat: "Sum" },
    ]);
  });

  test("more than 800 concurrent executions", () => {
    expect(named("lambda-concurrency")).toMatchObject({
      ...{ ...above, ...once, threshold: 800, period: 60, statistic: "Maximum" },
      ...{ namespace: "AWS/Lambda", metricName: "ConcurrentExecutions", dimensions: {} },
    });
  });

  test("throttled reads and writes of every table and index", () => {
    const tables = inputsOf("aws:dynamodb/table:Table");
    expect(tables).toHaveLength(9);
    for (const { name, globalSecondaryIndexes = [] } of tables) {
      const alarm = named(`${String(name).slice("sjc1990app-".length, -"-prod".length)}-throttled`);
      expect(alarm).toMatchObject({ ...above, ...once, threshold: 0 });
      const indexes = (globalSecondaryIndexes as { name: string }[]).map((index) => ({
        GlobalSecondaryIndexName: index.name,
      }));
      const expected = [{}, ...indexes].flatMap((index) =>
        ["ReadThrottleEvents", "WriteThrottleEvents"].map((metricName) => ({
          ...{ namespace: "AWS/DynamoDB", metricName, period: 60, stat: "Sum" },
          dimensions: { TableName: name, ...index },
        })),
      );
      expect(metricsOf(alarm)).toEqual(expected);
    }
  });
});

describe("every alarm of prod", () => {
  test("reaches a person itself or by a composite alarm, also when it is over", () => {
    const composites = inputsOf(COMPOSITE);
    expect(composites).toHaveLength(2);
    for (const inputs of [...inputsOf(METRIC), ...composites]) {
      const { alarmActions, okActions, actionsEnabled, tags } = inputs as Record<string, string[]>;
      const { severity } = tags as unknown as { severity: string };
      const name = String(inputs["name"] ?? inputs["alarmName"]);
      expect({ name, okActions, actionsEnabled }).toEqual({
        name,
        okActions: alarmActions,
        actionsEnabled: true,
      });
      if (alarmActions?.length === 0) {
        const reporters = composites.filter(({ alarmRule }) =>
          String(alarmRule).includes(`ALARM("${name}")`),
        );
        expect(reporters.map((reporter) => (reporter["tags"] as { severity: string }).severity)).toEqual([
          severity,
        ]);
      } else if (name !== "sjc1990app-undelivered-alerts-not-empty-prod") {
        expect(alarmActions).toEqual([
          `arn:aws:sns:us-east-1:444455556666:sjc1990app-alerts-${severity}-prod`,
        ]);
      }
    }
  });

  test("has severity, owner and a link to its runbook in its description", () => {
    const described = [...inputsOf(METRIC), ...inputsOf(COMPOSITE)];
    for (const { alarmDescription } of described) {
      expect(alarmDescription).toMatch(
        /^.+\nSeverity: (critical|warning)\. Owner: platform-team\. Runbook: https:\/\/github\.com\/sjc1990app\/platform\/blob\/main\/docs\/runbooks\/[a-z-]+\.md$/,
      );
    }
  });

  test("watches metrics that AWS publishes, by statistics that mean something", () => {
    const wrong = [...alarms.values()]
      .flatMap(metricsOf)
      .filter(({ namespace }) => namespace !== "sjc1990app")
      .filter(
        ({ namespace, metricName, dimensions = {}, stat }) =>
          isPublished(namespace, metricName, Object.keys(dimensions)) !== true ||
          !isMeaningful(namespace, metricName, stat),
      );
    expect(wrong).toEqual([]);
  });

  test("is one that CloudWatch accepts: ten metrics, one period, a week, no search", () => {
    for (const [name, alarm] of alarms) {
      const metrics = metricsOf(alarm);
      const periods = new Set(metrics.map(({ period }) => period));
      const queries = alarm.metricQueries ?? [];
      expect({ name, metrics: metrics.length <= 10, periods: periods.size }).toEqual({
        ...{ name, metrics: true, periods: 1 },
      });
      const [period = 0] = periods;
      expect(period % 60).toBe(0);
      expect(period * alarm.evaluationPeriods).toBeLessThanOrEqual(period < 3_600 ? 86_400 : 604_800);
      for (const { id, expression = "" } of queries) {
        expect(id).toMatch(/^[a-z]\w*$/);
        expect(expression).not.toMatch(/SEARCH|METRICS\(/);
      }
    }
  });

  test("fires, and recovers", () => {
    expect(Object.keys(faults).sort()).toEqual([...alarms.keys()].sort());
    for (const [name, fault] of Object.entries(faults)) {
      // Two hours of the fault, after an hour without.
      const samples = samplesOf(
        Object.fromEntries(
          Object.entries({ ...quiet, ...fault }).map(([key, value]) => [
            key,
            (minute: number) => (minute >= 60 && minute < 180 ? value : quiet[key]),
          ]),
        ),
      );
      const states = statesOf(named(name), samples, 480, 10);
      expect({
        name,
        before: states[59],
        during: states.slice(60, 180).includes("ALARM"),
        after: states[479],
      }).toEqual({
        ...{ name, before: "OK", during: true, after: "OK" },
      });
    }
  });
});

test("the policy required-alarms finds nothing in prod", () => {
  const resources = prod
    .filter(({ type }) => type.startsWith("aws:"))
    .map(({ type, name, inputs }) => ({ type, name, props: inputs }));
  expect(ids(analyzeStack([requiredAlarms], resources))).toEqual([]);
});

describe("at the traffic of prod", () => {
  /** 2.3 requests a minute, as whole requests: two or three. */
  const requests = (minute: number) => (minute % 10 < 3 ? 3 : 2);
  const traffic: Data = {
    ...quiet,
    [api("Count")]: requests,
    [lambda("Invocations")]: requests,
    [lambda("Invocations", "auth-authorizer")]: 1,
    [api("Latency")]: 400,
  };

  test("a healthy day fires nothing", () => {
    expect(fired(alarms, traffic, 1_440)).toEqual([]);
  });

  test("a night without a request fires nothing", () => {
    expect(fired(alarms, quiet, 600)).toEqual([]);
  });

  test("a total outage fires, although there are never ten errors in a minute", () => {
    const outage = {
      ...traffic,
      [api("5XXError")]: requests,
      [own("Failures")]: requests,
    };
    const children = ["api-error-share", "api-failing", "function-error-rate"];
    expect(fired(alarms, outage, 60).sort()).toEqual(children);
    // One notification: they have no actions of their own.
    for (const child of children)
      expect((named(child) as unknown as Registered["inputs"])["alarmActions"]).toEqual([]);
  });

  test("no health check at all fires", () => {
    expect(fired(alarms, { ...traffic, [own("HealthChecks")]: () => undefined }, 60)).toEqual([
      "health-check-failing",
    ]);
  });

  test("one failed request of one fires nothing", () => {
    const once = (minute: number) => (minute === 30 ? 1 : undefined);
    const single = {
      ...quiet,
      [api("Count")]: once,
      [api("5XXError")]: once,
      [lambda("Invocations")]: once,
      [own("Failures")]: once,
    };
    expect(fired(alarms, single, 120)).toEqual([]);
  });

  test("5 % of the invocations is not more than 5 %", () => {
    const failing = (failures: number) => ({
      ...traffic,
      [lambda("Invocations")]: 20,
      [own("Failures")]: (minute: number) => (minute % 15 === 14 ? failures : 0),
    });
    expect(fired(alarms, failing(15), 120)).toEqual([]);
    expect(fired(alarms, failing(16), 120)).toEqual(["function-error-rate"]);
  });

  test("invalid tokens, which are errors of the authorizer, fire nothing", () => {
    const expired = {
      ...traffic,
      [lambda("Errors")]: 2,
      [lambda("Errors", "auth-authorizer")]: 2,
      [lambda("Invocations", "auth-authorizer")]: 3,
      [api("4XXError")]: 2,
    };
    expect(fired(alarms, expired, 240)).toEqual([]);
  });

  test("423 responses with 4xx in ten minutes fire", () => {
    const burst = {
      ...traffic,
      [api("4XXError")]: (minute: number) => (minute >= 60 && minute < 70 ? 42.3 : 0),
    };
    expect(fired(alarms, burst, 120)).toEqual(["api-client-errors"]);
  });
});

test("alarms keep the parents that they had in earlier versions as aliases", () => {
  // The mocks name the stack as the parent of components that have none.
  const parents = (name: string) =>
    prod
      .find((one) => one.type === METRIC && one.name === name)
      ?.aliases.map((urn) => urn.replace("pulumi:pulumi:Stack$", ""));
  const alarm = (types: string, name: string) => [
    `urn:pulumi:prod::sjc1990app::${types}sjc1990app:observability:Alarm::${name}`,
  ];
  const queue = "sjc1990app:messaging:Queue$sjc1990app:messaging:DeadLetterQueue$";
  expect(parents("api-server-errors")).toEqual(alarm("", "api-server-errors"));
  expect(parents("missed-events-not-empty")).toEqual(
    alarm("sjc1990app:messaging:DeadLetterQueue$", "missed-events-not-empty"),
  );
  for (const name of ["codes", "notifications", "erasure", "email-feedback"])
    expect(parents(`${name}-dead-not-empty`)).toEqual(alarm(queue, `${name}-dead-not-empty`));
});
